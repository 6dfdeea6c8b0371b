"""`manage.py make_demo_certificate [--out FOLDER] [--name NAME]`: a key that signs papers, and vouches for nobody."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from asn1crypto import pem
from django.conf import settings

from procurement.commands import PlainCommand, Unusable
from procurement.demo_certificate import demo_certificate
from procurement.signing import SigningFailedError

ROOT = "demo-root.pem"


class Command(PlainCommand):
    """Exit 0: the key and the certificate are there, now or from before. 2: they can't be made here. No database."""

    help = "Make the demonstration's signing key, and beside it the certificate by which others check its signatures."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="default: where the portal keeps its keys")
        parser.add_argument(
            "--name", default=settings.SITE_NAME, help="who signs; the label of a demonstration is added"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["out"] or Path(settings.KEYS_ROOT)
        if not options["name"].strip():
            raise Unusable("--name must not be empty.")
        try:
            signer = demo_certificate(folder, options["name"].strip())
            root = folder / ROOT
            root.write_bytes(b"".join(pem.armor("CERTIFICATE", each) for each in signer.trust_roots()))
        except SigningFailedError as error:
            raise Unusable(str(error)) from None
        except (OSError, ValueError) as error:
            raise Unusable(f"Nothing can be written to {str(folder)!r}: {getattr(error, 'strerror', error)}.") from None
        self.stdout.write(f"Key and certificates: {signer.path}")
        self.stdout.write(f"Certificate to check by: {root}")
