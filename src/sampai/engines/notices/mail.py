"""Letters by e-mail, over the institution's own mail server."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256

from sampai.incidents.model import Media
from sampai.incidents.ports import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail server. `tls`: `starttls`, `tls` from the first byte, or `none` on the own machine."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    tls: str = "starttls"
    base: str = ""
    """The server's own address, for the link to the incident."""
    timeout_s: int = 20

    @property
    def medium(self) -> Media:
        """E-mail."""
        return Media.EMAIL

    def __call__(self, letter: Letter, /) -> bool:
        """Hand it to the mail server; False when it does not answer or does not take it."""
        try:
            with self._open() as server:
                if self.tls == "starttls":
                    server.starttls()
                if self.username:
                    server.login(self.username, self.password)
                return not server.send_message(self._message(letter))
        except (OSError, smtplib.SMTPException):
            return False

    def _open(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.tls == "tls" else smtplib.SMTP
        return kind(self.host, self.port, timeout=self.timeout_s)

    def _message(self, letter: Letter) -> EmailMessage:
        """Its number follows from the letter's key, so that mail programs show a second copy once."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, letter.to
        message["Subject"] = letter.subject
        name = sha256(letter.key.encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        message.set_content(f"{letter.text}\n\n{self.base}{letter.address}\n" if self.base else letter.text)
        return message
