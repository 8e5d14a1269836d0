"""What `check` looks at: settings, what is kept here, Slack, clock and mail, and how to mend what is wrong."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk.web import SlackResponse

from governance.clock import system_clock
from governance.commands.app_start import unnamed
from governance.commands.check import kept_here
from governance.commands.check.finding import Finding
from governance.commands.mail_servers import mail_servers
from governance.errors import Fault
from governance.mail.mailbox.imap import Imap
from governance.mail.sending.smtp import SmtpServer
from governance.settings import Settings
from governance.slack.link import scopes
from governance.slack.link.client import NOT_SLACK, client_for
from governance.slack.link.faults import calling

CLOCK_SECONDS = 30
SECONDS = 10
NAMES = "write who runs the server and whom members can ask into .env or the environment, and start the app again"
TOKEN = "copy it again from your app's page, and install the app into the workspace if it is not installed"
REINSTALL = "set the scopes as in manifest.yml and install the app again"
NETWORK = "see that this machine reaches the host and port, and that a proxy lets it through"
MAIL = {
    "not_reached": "see that host and port in {setting} are right, and that this machine reaches them",
    "timeout": "see that host and port in {setting} are right, and that nothing on the way keeps mail back",
    "ended": "the server hung up; see its log, and that host and port in {setting} are right",
    "certificate_not_trusted": "write the host in {setting} as its certificate names it; where the authority is your"
    " own, name its file in SSL_CERT_FILE",
    "no_encryption": "the server does not encrypt in this way at this port: try {setting} with or without +starttls, or"
    " another port",
    "not_supported": "the server offers no STARTTLS or no login by password at this port: try smtps:, another port, or"
    " OAUTH_CLIENT_ID",
    "login_refused": "check user and password in {setting}; where the account has a second factor it needs a password"
    " for programs, and where the server takes no passwords (Microsoft 365) OAUTH_CLIENT_ID",
    "token_refused": "the provider gives no access token: check OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET and OAUTH_TENANT"
    " or OAUTH_REFRESH_TOKEN; secrets run out, and a user can take a consent back",
    "tenant_unknown": "check OAUTH_TENANT: the Directory (tenant) ID that Microsoft shows with your app's registration",
    "token_not_reached": "see that this machine reaches the provider of OAUTH_TENANT or OAUTH_TOKEN_URL by HTTPS, and"
    " that a proxy lets it through",
    "token_not_understood": "see that OAUTH_TOKEN_URL is where your provider gives tokens",
    "token_later": "the provider of access tokens is in trouble: try again in a few minutes",
    "token_not_taken": "a token was given, and this server does not take it: check the user in {setting}, and that the"
    " app may open this mailbox there (docs/operations.md, Mail)",
    "no_token_login": "this server takes no access tokens: set a password for {setting}",
    "login_later": "the server lets nobody in at the moment: try again in a few minutes",
    "folder_missing": "name folders in INBOX_URL as the server does: imaps://user:password@host/INBOX,Junk",
}


def inspect(settings: Settings | list[str]) -> list[Finding]:
    """Everything, in the order in which one mends it. With faulty settings nothing else can be looked at."""
    if isinstance(settings, list):
        return [Finding("settings", fault, "mend it in .env or the environment") for fault in settings]
    return [_named(settings), *kept_here.inspect(settings), *_slack(settings), *_mail(settings)]


def _named(settings: Settings) -> Finding:
    """Whom members read of before they answer: without the first, nobody can prepare a question without writing it."""
    if empty := unnamed(settings):
        return Finding("settings", f"{' and '.join(empty)} not said: members read it before they answer", NAMES)
    return Finding("settings", "complete")


def _slack(settings: Settings) -> list[Finding]:
    client = client_for(None, settings.slack_api_url, SECONDS)
    bot, app = settings.slack_bot_token, settings.slack_app_token
    findings = []
    try:
        told = calling(lambda: client.auth_test(token=bot))
        findings += [Finding("bot token", f"{told['team']}, {told['url']}"), *_granted(told)]
        findings += [] if settings.clock_url else _clock(_header(told, "date"), system_clock())
    except Fault as fault:
        findings.append(refused("bot token", fault))
    try:
        calling(lambda: client.apps_connections_open(app_token=app))
        findings.append(Finding("app token", "Slack gives us a connection"))
    except Fault as fault:
        findings.append(refused("app token", fault))
    return findings


def refused(name: str, fault: Fault) -> Finding:
    """What it means that Slack did not take this token, and what to do."""
    if fault.code in ("timeout", "unreachable", "connection"):
        return Finding(name, f"Slack was not reached ({fault.code})", NETWORK)
    if fault.code in (NOT_SLACK, "answer_incomplete"):
        return Finding(name, f"what answered was not Slack ({fault.code})", NETWORK)
    if fault.code.startswith("http_") or fault.code == "ratelimited":
        return Finding(name, f"Slack is in trouble ({fault.code})", "try again in a few minutes")
    return Finding(name, f"Slack refuses it ({fault.code})", TOKEN)


def _header(told: SlackResponse, name: str) -> str:
    value = {key.lower(): value for key, value in told.headers.items()}.get(name, "")
    return value if isinstance(value, str) else ",".join(value)


def _granted(told: SlackResponse) -> list[Finding]:
    granted = frozenset(scope.strip() for scope in _header(told, "x-oauth-scopes").split(",") if scope.strip())
    lacking, needless = (", ".join(sorted(some)) for some in (scopes.missing(granted), scopes.needless(granted)))
    if lacking:
        return [Finding("scopes", f"missing: {lacking}", REINSTALL)]
    if needless:
        return [Finding("scopes", f"more than this app uses: {needless}", REINSTALL)]
    without = ", ".join(sorted(scopes.OPTIONAL - granted))
    return [
        Finding("scopes", f"as in manifest.yml, without the optional {without}" if without else "as in manifest.yml")
    ]


def _clock(date: str, now: datetime) -> list[Finding]:
    """Our clock beside the time that Slack's answer carries."""
    if not date:
        return []
    ahead = (now - parsedate_to_datetime(date)).total_seconds()
    if abs(ahead) <= CLOCK_SECONDS:
        return [Finding("clock", f"within {CLOCK_SECONDS} seconds of Slack's")]
    side = "ahead of" if ahead > 0 else "behind"
    return [Finding("clock", f"{abs(ahead):.0f} seconds {side} Slack's", "set this machine's clock, best by NTP")]


def _mail(settings: Settings) -> list[Finding]:
    servers, findings = mail_servers(settings), []
    try:
        if servers.smtp:
            servers.smtp.login_check()
            findings.append(Finding("sending mail", f"the mail server lets us in, {_way(servers.smtp)}"))
        else:
            findings.append(Finding("sending mail", "not set; owners send the letter themselves"))
    except Fault as fault:
        says = f"the mail server was not usable ({_told(fault)})"
        findings.append(Finding("sending mail", says, _mending(fault, "SMTP_URL")))
    try:
        if servers.inbox:
            servers.inbox.check()
            way = f", {_way(servers.inbox)}" if isinstance(servers.inbox, Imap) else ""
            findings.append(Finding("inbox", f"can be read{way}"))
        else:
            findings.append(Finding("inbox", "not set; owners paste the answers"))
    except Fault as fault:
        findings.append(Finding("inbox", f"cannot be read ({_told(fault)})", _mending(fault, "INBOX_URL")))
    return findings


def _way(server: Imap | SmtpServer) -> str:
    """By what we log in there."""
    if not server.user:
        return "without logging in"
    return "logged in by an access token" if server.tokens else "logged in by a password"


def _told(fault: Fault) -> str:
    """The code, and that of the provider where one spoke."""
    said = fault.detail.get("said") if ":token_" in fault.code else ""
    return f"{fault.code}, {said}" if said else fault.code


def _mending(fault: Fault, setting: str) -> str:
    """What to do about a mail server or mailbox that is not usable as this setting says."""
    what = fault.code.partition(":")[2]
    folder = "check INBOX_URL and the folder's rights"
    return MAIL.get(what, f"check {setting}" if fault.code.startswith("smtp") else folder).format(setting=setting)
