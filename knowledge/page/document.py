"""The page as one document: its style and scripts inline, and the policy that lets a browser run these alone."""

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files

_SCRIPTS = ("text.js", "glyphs.js", "drawing.js", "views.js", "main.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The page, and its Content-Security-Policy."""

    html: str
    policy: str


def build_document() -> Document:
    """The document; no text of a graph is in it."""
    style = _static("page.css")
    scripts = [_static(name) for name in _SCRIPTS]
    html = _static("page.html").replace("<style></style>", f"<style>{style}</style>")
    inline = "".join(f"<script>{script}</script>" for script in scripts)
    return Document(html=html.replace("</body>", f"{inline}</body>"), policy=_policy(style, scripts))


def _policy(style: str, scripts: list[str]) -> str:
    # Trusted types: no text can become markup, by a slip of ours either.
    directives = [
        "default-src 'none'",
        f"style-src {_source(style)}",
        f"script-src {' '.join(map(_source, scripts))}",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    return "; ".join(directives)


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _static(name: str) -> str:
    return (files("knowledge.page") / "static" / name).read_text(encoding="utf-8")
