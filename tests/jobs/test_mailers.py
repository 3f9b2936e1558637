"""Mail: one message a file for development, real SMTP for the world, and what the mails say."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core import content
from core.config import Settings
from jobs.dispatch import run_due
from jobs.mailers import FileMailer, SmtpMailer, mailer_for, written
from services.mails import Letter
from tests.cast import PASSWORD, VERSION
from tests.conftest import CODE

FAY = "fay@example.com"
SENDER = "Mend <mend@example.com>"
ACCOUNT = {"password": PASSWORD, "display_name": "Fay", "consent_version": VERSION, "adult": True}
LETTER = Letter(FAY, "en", "sign_up_code", {"code": "7K3M-9QX2", "minutes": 10})


def sign_up(anyone, email=FAY, **more):
    assert anyone.post("/accounts", {"email": email} | ACCOUNT | more).status_code == 202


class Sink:
    """A mail server that keeps what it gets, or refuses it."""

    def __init__(self, answer="250 OK"):
        self.got, self.answer = [], answer

    async def handle_DATA(self, _server, _session, envelope):
        self.got.append(envelope)
        return self.answer


@pytest.fixture
def served():
    """Starts mail servers on this machine, and stops them."""
    running = []

    def serve(sink, **options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(sink, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield serve
    for controller in running:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, signed by itself, and its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, *plain) + made.public_bytes(pem))
    return file


def test_a_mail_is_one_file_that_only_its_owner_reads(tmp_path):
    FileMailer(tmp_path / "mail", SENDER).send(LETTER)

    [file] = (tmp_path / "mail").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_is_a_whole_message(anyone, later):
    sign_up(anyone)
    later()

    [mail] = later.mails()
    assert (mail["From"], mail["To"]) == (SENDER, FAY)
    assert mail["Subject"] == "Your code for Mend"
    assert {"Date", "Message-ID", "MIME-Version"} <= set(mail.keys())
    assert not mail.defects


def test_a_newcomer_reads_the_code_on_the_terminal(anyone, later, capsys):
    sign_up(anyone)

    code = later.code(FAY)

    printed = capsys.readouterr().out
    assert f"mail to {FAY}" in printed
    assert code in printed


def test_the_code_is_in_the_body_and_nowhere_else(anyone, later):
    sign_up(anyone)
    later()

    [mail] = later.mails()
    assert len(CODE.findall(mail.get_content())) == 1
    assert not CODE.search(" ".join(mail.values()))
    assert not any(CODE.search(file.name) for file in later.folder.iterdir())


@pytest.mark.parametrize(
    ("locale", "subject"),
    [("en", "Your code for Mend"), ("es-MX", "Tu código para Mend"), ("de-AT", "Dein Code"),
     ("fr-FR", "Your code for Mend")],
)  # fmt: skip
def test_a_mail_is_in_the_language_of_the_request(anyone, later, locale, subject):
    sign_up(anyone, locale=locale)
    later()

    assert later.mails()[0]["Subject"].startswith(subject)


def test_whoever_has_an_account_is_written_to_in_their_own_language(anyone, ana, later):
    ana.patch("/me", {"locale": "de-AT"})

    sign_up(anyone, ana.email, locale="es")
    later()

    [mail] = later.mails()
    assert mail["Subject"] == "Zu deinem Mend-Konto"
    assert not CODE.search(mail.get_content())


def test_a_reset_mails_a_code_only_to_a_known_address(anyone, ana, later):
    for address in (ana.email, FAY):
        anyone.post("/password-resets", {"email": address})
    later()

    codes = {mail["To"]: bool(CODE.search(mail.get_content())) for mail in later.mails()}
    assert codes == {ana.email: True, FAY: False}


def test_a_code_that_is_over_is_not_mailed(anyone, later):
    sign_up(anyone)

    later(minutes=11)

    assert later.mails() == []


@pytest.mark.parametrize("language", content.LANGUAGES)
@pytest.mark.parametrize("template", sorted(path.stem for path in content.ROOT.glob("mails/en/*")))
def test_every_mail_exists_in_every_language(language, template):
    mail = written(Letter(FAY, language, template, LETTER.values), SENDER)

    assert mail["Subject"]
    assert ("7K3M-9QX2" in mail.get_content()) is template.endswith("_code")
    assert "Subject" not in mail.get_content()


def test_no_mail_names_a_person_or_the_partner(anyone, ana, ben, later):
    anyone.post("/password-resets", {"email": ana.email})
    later()

    [mail] = later.mails()
    assert "Ana" not in mail.as_string().replace(ana.email, "")
    assert "Ben" not in mail.as_string()


def test_smtp_hands_over_the_same_message(database, anyone, served):
    sink = Sink()
    port = served(sink)
    sign_up(anyone)

    assert run_due(database, SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER)) == 1

    [envelope] = sink.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("mend@example.com", [FAY])
    assert CODE.search(envelope.content.decode())
    assert run_due(database, SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER)) == 0


@pytest.mark.parametrize("answer", ["451 try again later", "550 no such person"])
def test_a_refused_mail_is_tried_again(database, anyone, served, later, answer):
    port = served(Sink(answer))
    sign_up(anyone)

    assert run_due(database, SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER)) == 0

    assert later(seconds=30) == 1
    assert len(later.mails()) == 1


def test_a_server_that_is_not_there_is_tried_again(database, anyone, later):
    sign_up(anyone)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        assert run_due(database, SmtpMailer(nobody, SENDER)) == 0

    assert later(seconds=30) == 1


def test_a_server_that_asks_gets_user_and_password(served):
    seen = []

    def knows(_server, _session, _envelope, _mechanism, given):
        seen.append((given.login, given.password))
        return AuthResult(success=True)

    port = served(Sink(), authenticator=knows, auth_require_tls=False)
    SmtpMailer(f"smtp://mend%40example.com:p%3Ass@127.0.0.1:{port}", SENDER).send(LETTER)

    assert seen == [(b"mend@example.com", b"p:ss")]


def test_smtps_is_encrypted_from_the_start(served, certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    sink = Sink()
    mailer = SmtpMailer(f"smtps://127.0.0.1:{served(sink, ssl_context=context)}", SENDER)

    with pytest.raises(ssl.SSLCertVerificationError):
        mailer.send(LETTER)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailer.send(LETTER)

    assert len(sink.got) == 1


def test_nothing_leaves_this_machine_without_tls(served, monkeypatch):
    sink = Sink()
    port = served(sink)
    monkeypatch.setattr("jobs.mailers._is_local", lambda host: False)

    with pytest.raises(OSError, match="STARTTLS"):
        SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)

    assert sink.got == []


def test_the_setting_names_the_way(tmp_path):
    to_a_folder = mailer_for(Settings(mail_url=f"file:{tmp_path}"))
    by_smtp = mailer_for(Settings(mail_url="smtps://mail.example.com"))

    assert (type(to_a_folder), to_a_folder.folder) == (FileMailer, tmp_path)
    assert (type(by_smtp), by_smtp.url.hostname) == (SmtpMailer, "mail.example.com")
