"""What the documents room contributes: its kind to search, and to the log what administrators do with mandates.

The facts of documents and books themselves stand in `portal.audit.facts`.
"""

from portal.audit import facts
from portal.kit.i18n import N_
from portal.search import kinds

kinds.declare("document", N_("Văn bản"), "file-text")
facts.declare(
    {
        "document:sealed-off": N_("Niêm phong văn bản"),
        "document:seal-lifted": N_("Gỡ niêm phong, văn bản trở lại như trước"),
        "document:purged": N_("Xoá vĩnh viễn nội dung văn bản"),
        "mandate:given": N_("Trao thẩm quyền ký cho %(name)s: %(block)s"),
        "mandate:ended": N_("Chấm dứt thẩm quyền ký của %(name)s từ sau ngày %(day)s"),
    }
)
