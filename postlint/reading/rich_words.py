"""The control words of rich text: which destinations hold words, and what each sign stands for.

Source: Microsoft's Rich Text Format Specification 1.9.1, "Font Table" (character sets), "Information Group",
"Footnotes", "Comments (Annotations)", "Special Characters".
"""

from __future__ import annotations

from typing import Final

#: Where the text of a destination goes; empty: where the text around it goes.
DESTINATIONS: Final = {
    "footnote": "note", "annotation": "remark", "atnauthor": "remark",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "margin"),
    **dict.fromkeys(("title", "subject", "author", "operator", "manager", "company", "category", "keywords", "comment",
                     "doccomm", "hlinkbase", "propname", "staticval", "docvar"), "info"),
    "shptxt": "note", "dptxbxtext": "note",
    **dict.fromkeys(("fldrslt", "field", "result", "shppict", "shpinst", "shp", "object", "rtf", "info", "userprops"),
                    ""),
}  # fmt: skip

#: The reader's own words before a name, which alone says nothing of whose it is.
WRITERS: Final = {"author": "Written by ", "operator": "Last changed by ", "atnauthor": "Comment by "}
LABELS: Final = {"manager": "Manager: ", "company": "Company: "}

#: Destinations without the star whose text is no text of the document.
SKIPPED: Final = frozenset((
    "colortbl", "stylesheet", "pict", "nonshppict", "filetbl", "listtext", "pntext", "pntxta", "pntxtb", "revtbl",
    "creatim", "revtim", "printim", "buptim", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "objdata",
    "objclass", "objname", "atnid", "atndate", "atnref", "atntime", "atrfstart", "atrfend", "atnparent", "sp",
    "bkmkstart", "bkmkend", "template", "falt", "panose", "fontemb", "fname", "datafield", "formfield",
    "themedata", "colorschememapping", "datastore", "latentstyles", "generator", "listtable", "listoverridetable",
    "rsidtbl", "xmlnstbl", "mmathPr", "blipuid", "fontfile", "password", "passwordhash", "wgrffmtfilter",
))  # fmt: skip

SIGNS: Final = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "row": "\n\n", "nestrow": "\n", "cell": "\t", "nestcell": "\t",
    "line": "\n", "lbr": "\n", "column": "\n\n", "tab": "\t", "emdash": "\u2014", "endash": "\u2013",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip

#: A font's character set as a codec of Python's; 0 and 1 are the document's own.
CHARSETS: Final = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
