"""From a contract notice to a draft call: `draft.py` reads and assumes, without a database; `rows.py` writes."""

from tenders.calls.importing.rows import Imported, import_notice

__all__ = ["Imported", "import_notice"]
