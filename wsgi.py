"""What another WSGI server imports: ``wsgi:app``. Run ``python -m cli worker`` beside it."""

from api import create_app
from cli.setting_up import opened
from core import log
from core.config import Settings
from jobs.clockwork import clockwork
from jobs.mailers import mailer_for

log.configure()
database = opened(Settings.from_env())
database.refuse_unsafe()
clockwork(database, mailer_for(database.settings))  # so that commits wake the workers
app = create_app(database)
