"""The endpoint for help. Public: help is never gated."""

from api.blueprint import Blueprint
from schemas.support import SupportQuery, SupportSchema
from services import support

blp = Blueprint("support", __name__, url_prefix="/v1/support", public=True)


@blp.get("/resources")
@blp.arguments(SupportQuery, location="query")
@blp.response(200, SupportSchema)
def list_support_resources(query):
    """List public help in a country; needs no account"""
    return support.resources(query.get("country"), query.get("kind"))
