#!/usr/bin/env python3
"""Writes the shape of recorded vim25 answers: which elements, of which type, how often, in which order.

A shape has no data: no value, no text, no name of a machine. It is read by the tests of the simulator, which compare
its answers with those that real vCenters gave. The recordings themselves stay where they are.

    extract.py --of "owner/name path" [--server "VMware vCenter Server 8.0.3"] [--leave-out PATTERN] RECORDING OUTPUT.shape

RECORDING is a file that holds SOAP envelopes in some form: a cassette of Ruby's or Python's VCR (YAML), or any text in
which envelopes stand as they are, commented out or not. Every answer in it goes into one shape, merged by operation.
README.md beside this script describes the format.
"""

import argparse
import ast
import base64
import re
import sys
import xml.etree.ElementTree as ElementTree

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
INDENT = "  "


# --- Envelopes out of files ---------------------------------------------------------------------------------------

def scalars(text):
    """The text values of YAML's `string:` and `body:` keys, in their order. Only the styles that VCR writes."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        match = re.match(r"^(?P<indent>\s*)(?:body: \{)?(?:string|body): ?(?:!!python/\w+ |! )?(?P<rest>.*)$", lines[number])
        number += 1
        if not match:
            continue
        rest, indent = match["rest"], len(match["indent"])
        if rest[:1] in ("|", ">"):
            number, value = block(lines, number, indent)
            yield value
        elif rest.startswith(("!!binary", "!binary")):
            number, value = block(lines, number, indent)
            yield base64.b64decode(value).decode("utf-8", "replace")
        elif rest[:1] in ("'", '"'):
            number, value = quoted(lines, number, rest)
            yield value
        elif rest[:1] == "<":
            number, value = plain(lines, number, indent, rest)
            yield value


def block(lines, number, indent):
    body = []
    while number < len(lines) and (not lines[number].strip() or len(lines[number]) - len(lines[number].lstrip()) > indent):
        body.append(lines[number].strip())
        number += 1
    return number, "\n".join(body)


def plain(lines, number, indent, first):
    body = [first]
    while number < len(lines) and (not lines[number].strip() or len(lines[number]) - len(lines[number].lstrip()) > indent):
        body.append(lines[number].strip())
        number += 1
    return number, fold(body)


def quoted(lines, number, first):
    quote = first[0]
    ended = re.compile(r"^(?:[^\"\\]|\\.)*\"" if quote == '"' else r"^(?:[^']|'')*'(?!')")
    body = [first[1:]]
    while not ended.match(body[-1]):
        body.append(lines[number].strip() if quote == "'" else lines[number].lstrip())
        number += 1
    body[-1] = ended.match(body[-1])[0][:-1]
    if quote == "'":
        return number, fold(body).replace("''", "'")
    return number, unescape(body)


def fold(lines):
    """Line folding of YAML's flow scalars: one break is a space, an empty line is a break."""
    text = lines[0]
    empty = 0
    for line in lines[1:]:
        if not line:
            empty += 1
            continue
        text += "\n" * empty if empty else " "
        text += line
        empty = 0
    return text


def unescape(lines):
    joined = lines[0]
    for line in lines[1:]:
        if joined.endswith("\\") and not joined.endswith("\\\\"):
            joined = joined[:-1] + line  # An escaped break: the lines belong together; "\ " begins the next with a space.
        else:
            joined = joined.rstrip() + " " + line
    simple = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", " ": " ", "/": "/", "0": "\0", "e": "\x1b", "_": "\xa0"}

    def one(match):
        escape = match[1]
        return chr(int(escape[1:], 16)) if escape[0] in "xuU" and len(escape) > 1 else simple[escape]

    return re.sub(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", one, joined)


def bodies(text):
    """What every SOAP envelope of a recording holds, parsed, requests and answers in their order."""
    found = [value for value in scalars(text) if ":Envelope" in value]
    if not found:
        uncommented = re.sub(r"(?m)^\s*(?://|#|\*)\s?", "", text)
        found = [match[0] for match in re.finditer(r"<([\w-]+):Envelope\b.*?</\1:Envelope>", uncommented, re.DOTALL)]
    for value in found:
        yield from ElementTree.fromstring(value[value.index("<"):].encode("utf-8")).find(ENVELOPE + "Body")
    if not found:
        yield ElementTree.fromstring(text.encode("utf-8"))


# --- Shapes -------------------------------------------------------------------------------------------------------

def local(tag):
    return tag.split("}")[-1]


def kind_of(text):
    if not text:
        return "empty"
    if text in ("true", "false"):
        return "boolean"
    if re.fullmatch(r"-?\d+", text):
        return "int"
    if re.fullmatch(r"-?\d*\.\d+(?:[eE][-+]?\d+)?", text):
        return "decimal"
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?", text):
        return "dateTime"
    return "string"


def wider(one, other):
    """The kind of values of which some look like one and some like the other."""
    if one is None or one == other or other == "empty":
        return one or other
    if one == "empty":
        return other
    if {one, other} == {"int", "decimal"}:
        return "decimal"
    return "string"


class Form:
    """What one element with one discriminator holds: a value, a reference, or children."""

    def __init__(self):
        self.seen = 0
        self.kind = None
        self.references = set()
        self.children = {}
        self.before = {}

    def add(self, element, asked):
        self.seen += 1
        reference = element.get("type")
        if reference is not None and not len(element):
            self.references.add(reference)
        elif not len(element):
            self.kind = wider(self.kind, kind_of((element.text or "").strip()))
        order, counts = [], {}
        for child in element:
            name = local(child.tag)
            if name not in counts:
                order.append(name)
            counts[name] = counts.get(name, 0) + 1
            if name not in self.children:
                self.children[name] = Child()
            self.children[name].add(child, asked)
        for name, child in self.children.items():
            child.end_of_parent(counts.get(name, 0), self.seen)
        for place, name in enumerate(order):
            self.before.setdefault(name, set()).update(order[:place])
        if local(element.tag) in ("objects", "returnval", "objectSet") and element.find("{*}obj") is not None:
            self.note_unset(element, asked)

    def note_unset(self, element, asked):
        """A property that was asked for and not answered is one that may be unset."""
        wanted = asked.get(element.find("{*}obj").get("type"), set())
        for name in ("propSet", "changeSet"):
            if name in self.children:
                answered = {path(child) for child in element if local(child.tag) == name}
                self.children[name].unset |= wanted - answered

    def ordered(self):
        rest, result = list(self.children), []
        while rest:
            free = next((name for name in rest if not (self.before.get(name, set()) & set(rest) - {name})), None)
            if free is None:
                raise SystemExit("elements in no one order: " + ", ".join(rest))
            rest.remove(free)
            result.append(free)
        return result


class Child:
    """An element below another: how often it stands there, and its forms by type, object type or property path."""

    def __init__(self):
        self.least = None
        self.most = 0
        self.forms = {}
        self.unset = set()

    def add(self, element, asked, fetched=None):
        self.forms.setdefault(fetched or discriminator(element), Form()).add(element, asked)

    def end_of_parent(self, count, parents):
        # A child first seen in a later parent was missing in the earlier ones.
        before = 0 if self.least is None and parents > 1 else count
        self.least = min(before, count) if self.least is None else min(self.least, count)
        self.most = max(self.most, count)

    def often(self):
        if self.most > 1:
            return "+" if self.least else "*"
        return "" if self.least else "?"


def path(element):
    name = element.find("{*}name").text or ""
    return re.sub(r"\[[^]]*\]", "[]", name)


def discriminator(element):
    """What tells apart the forms of one element: xsi:type, the object's type, or the path of a property."""
    declared = element.get(XSI_TYPE)
    if declared is not None:
        return declared if declared.startswith("xsd:") else declared.split(":")[-1]
    names = [local(child.tag) for child in element]
    if "obj" in names:
        return element.find("{*}obj").get("type")
    if local(element.tag) in ("propSet", "changeSet") and "name" in names and ("val" in names or "op" in names):
        return path(element)
    return None


def asked_for(request, before):
    specs = request.findall(".//{*}propSet")
    if not specs:
        return before
    asked = {}
    for spec in specs:
        paths = {re.sub(r"\[[^]]*\]", "[]", item.text or "") for item in spec.findall("{*}pathSet")}
        asked.setdefault(spec.find("{*}type").text, set()).update(paths)
    return asked


class Writer:
    def __init__(self, left_out):
        self.left_out = left_out
        self.lines = []
        self.owner = None

    def element(self, name, child, depth, often):
        if list(child.forms) == [None]:
            self.form(INDENT * depth + name + often, child.forms[None], depth)
            return
        before = len(self.lines)
        self.lines.append(INDENT * depth + name + often)
        for key in sorted(child.forms, key=lambda item: item or ""):
            if name in ("objects", "objectSet", "returnval") and "obj" in child.forms[key].children:
                self.owner = key
            of_property = self.owner + "." + key if name in ("propSet", "changeSet") else key
            if key is None or not self.left_out(of_property):
                unset = "?" if key in child.unset else ""
                self.form(INDENT * (depth + 1) + "| " + (key or "-") + unset, child.forms[key], depth + 1)
        if len(self.lines) == before + 1:
            self.lines.pop()  # All its forms are left out.

    def form(self, line, form, depth):
        if form.references:
            line += " : ref " + " ".join(sorted(form.references))
        elif not form.children:
            line += " : " + form.kind
        self.lines.append(line)
        for name in form.ordered():
            self.element(name, form.children[name], depth + 1, form.children[name].often())


def shape_of(text):
    root, asked, fetched, server = Form(), {}, None, None
    for element in bodies(text):
        name = local(element.tag)
        if name == "Fault" or name.endswith("Response"):
            root.children.setdefault(name, Child()).add(element, asked, fetched)
            about = element.find("{*}returnval/{*}about")
            if about is not None:
                server = about.findtext("{*}name") + " " + about.findtext("{*}version")
        else:
            asked = asked_for(element, asked)
            # Fetch, which pyVmomi uses, names one property of one object; its answer is the bare value.
            prop = element.findtext("{*}prop") if name == "Fetch" else None
            fetched = prop and element.find("{*}_this").get("type") + "." + prop
    return root, server


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--of", required=True, help='the public repository and file: "owner/name path"')
    arguments.add_argument("--server", help="the server, where the recording doesn't have its service content")
    arguments.add_argument("--leave-out", metavar="PATTERN", help="a regular expression: types, properties (Type.path) and operations of no interest")
    arguments.add_argument("recording")
    arguments.add_argument("output")
    given = arguments.parse_args()
    with open(given.recording, encoding="utf-8") as file:
        root, server = shape_of(file.read())
    if not root.children:
        sys.exit(given.recording + ": no answer found")
    server = given.server or server or sys.exit("--server is needed for " + given.recording)
    pattern = given.leave_out and re.compile(given.leave_out)
    writer = Writer(lambda name: bool(pattern and pattern.fullmatch(name)))
    for name in sorted(root.children):
        if not writer.left_out(name):
            writer.element(name, root.children[name], 0, "")
    with open(given.output, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(["of: " + given.of, "server: " + server, "", *writer.lines]) + "\n")


if __name__ == "__main__":
    main()
