"""Makes files of DOCX and OpenDocument from the XML of their parts."""

from pathlib import Path

from sample_documents import write_zip

RELATIONS = "<r:Relationships xmlns:r='r'>{}</r:Relationships>"


def docx(path: Path, body: str, parts: dict[str, str] | None = None) -> Path:
    """A DOCX file; each part but those named in `word/NAME.xml` is related by its own name."""
    parts = parts or {}
    related = "".join(f"<r:Relationship Id='{name}' Target='{name}.xml'/>" for name in parts)
    spaces = " ".join(f"xmlns:{name}='{name}'" for name in ("w", "r", "wp", "a", "pic", "c", "dgm", "mc", "v", "o"))
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": RELATIONS.format(related),
        **{f"word/{name}.xml": f"<w:part {spaces}>{content}</w:part>" for name, content in parts.items()},
    }
    write_zip(path, members)
    return path


def paragraph(text: str, inside: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{inside}<w:t>{text}</w:t></w:r></w:p>"


def odf(path: Path, body: str, styles: str = "", common: str = "", objects: dict[str, str] | None = None) -> Path:
    kind = {".odt": "text", ".odp": "presentation", ".ods": "spreadsheet"}[path.suffix]
    names = ("office", "style", "text", "table", "draw", "svg", "xlink", "fo", "presentation", "dc", "meta", "chart")
    spaces = " ".join(f"xmlns:{name}='urn:{name}'" for name in names)
    content = f"{styles}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
        "styles.xml": f"<office:document-styles {spaces}>{common}</office:document-styles>",
        **{name: f"<office:part {spaces}>{part}</office:part>" for name, part in (objects or {}).items()},
    }
    write_zip(path, members)
    return path
