"""The endpoint for sync."""

import uuid

from api import pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from schemas.changes import ChangesQuery, ChangesSchema
from services import changes
from services.changes import CursorTooOld

blp = Blueprint("changes", __name__, url_prefix="/v1/changes")


@blp.get("")
@blp.arguments(ChangesQuery, location="query")
@blp.response(200, ChangesSchema)
@blp.raises(pages.InvalidCursor, CursorTooOld)
def list_changes(query):
    """Get what changed since a cursor; without one, everything

    Ask again at once while `has_more`. On 410, forget what you have and start over.
    """
    after = None
    if cursor := query.get("cursor"):
        epoch, position, noun, subject_id = pages.read(cursor)
        after = (uuid.UUID(epoch), (position, noun, uuid.UUID(subject_id)))
    found = changes.since(session(), actor(), after=after)
    position, noun, subject_id = found.next
    return {
        **found.lists,
        "couple": found.couple,
        "deleted": found.deleted,
        "next_cursor": pages.write([str(found.epoch), position, noun, str(subject_id)]),
        "has_more": found.has_more,
    }
