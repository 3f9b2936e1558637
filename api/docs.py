"""The specification for people: Swagger UI from this machine, under a strict CSP."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask, Response, current_app, jsonify, send_from_directory

from api.spec import Api, finished

DIST = Path(flask_swagger_ui.__file__).parent / "dist"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Mend API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = """window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null
});
"""
FILES = {"swagger-ui.css", "swagger-ui-bundle.js"}

blp = Blueprint("docs", __name__)


def init_app(app: Flask, api: Api) -> None:
    """Finish the specification once and serve it."""
    app.extensions["openapi"] = finished(api)
    app.register_blueprint(blp)


@blp.get("/openapi.json")
def openapi_json() -> Response:
    """The specification, as JSON."""
    return jsonify(current_app.extensions["openapi"])


@blp.get("/docs")
def page() -> Response:
    """Swagger UI on this very server."""
    return Response(PAGE, mimetype="text/html", headers={"Content-Security-Policy": CSP})


@blp.get("/docs/start.js")
def start() -> Response:
    """What an inline script would be, if the CSP allowed any."""
    return Response(START, mimetype="text/javascript")


@blp.get("/docs/<name>")
def file(name: str) -> Response:
    """The files of Swagger UI that the page loads."""
    return send_from_directory(DIST, name if name in FILES else "missing")
