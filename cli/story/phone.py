"""One person's phone, speaking through the generated SDK as any app would."""

import secrets
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import mend_client as sdk

Api = TypeVar("Api")
VERSION = "2026-11"


class Phone:
    """Signs up, keeps its tokens fresh, syncs, and remembers what things are called."""

    def __init__(self, host: str, person: dict[str, str]) -> None:
        self.person = person
        self.name, self.email = person["name"], person["email"]
        self.zone = ZoneInfo(person["time_zone"])
        self.password = secrets.token_urlsafe(12)
        self.client = sdk.ApiClient(sdk.Configuration(host=host))
        self.tokens: Any = None
        self.cursor: str | None = None

    def api(self, kind: Callable[[Any], Api]) -> Api:
        """One group of operations."""
        return kind(self.client)

    def sign_up(self, code_for: Callable[[str], str]) -> None:
        """Make an account with the mailed code."""
        accounts = self.api(sdk.AccountsApi)
        accounts.create_account(
            sdk.NewAccount(
                email=self.email,
                password=self.password,
                display_name=self.name,
                consent_version=VERSION,
                adult=True,
                locale=self.person["locale"],
                time_zone=self.person["time_zone"],
            )
        )
        code = code_for(self.email)
        self.use(accounts.verify_account(sdk.Verify(email=self.email, code=code)))

    def refresh(self) -> None:
        """A new access token; the nonce is kept before asking, as an app must."""
        nonce = str(uuid.uuid4())
        token = self.tokens.refresh_token
        asked = sdk.Refresh(refresh_token=token, refresh_nonce=nonce)
        self.use(self.api(sdk.SessionsApi).refresh_session(asked))

    def use(self, tokens: Any) -> None:
        """Speak with these tokens from now on."""
        self.tokens = tokens
        self.client.configuration.access_token = tokens.access_token

    def hang_up(self) -> None:
        """Close the connections; the tokens stay good."""
        self.client.rest_client.pool_manager.clear()

    def pair_with(self, other: "Phone") -> str:
        """Invite, be claimed, confirm. Answers the phrase that both compare by voice."""
        mine, theirs = self.api(sdk.PairingApi), other.api(sdk.PairingApi)
        invitation = mine.create_invitation(sdk.NewInvitation(consent_version=VERSION))
        claim = theirs.claim_invitation(sdk.Claim(code=invitation.code, consent_version=VERSION))
        mine.confirm_invitation(invitation.id)
        return str(claim.match_phrase)

    def sync(self) -> list[tuple[str, Any]]:
        """What is new since the last look, as (list, entry); tombstones as ``deleted``."""
        found: list[tuple[str, Any]] = []
        while True:
            page = self.api(sdk.ChangesApi).list_changes(cursor=self.cursor)
            self.cursor = page.next_cursor
            for name in type(page).model_fields:
                entries = getattr(page, name)
                if isinstance(entries, list):
                    found += [(name, entry) for entry in entries]
            if page.couple is not None:
                found.append(("couple", page.couple))
            if not page.has_more:
                return found

    def today(self, now: datetime) -> date:
        """The person's own calendar day."""
        return now.astimezone(self.zone).date()
