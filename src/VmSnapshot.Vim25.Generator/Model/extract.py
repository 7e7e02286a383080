#!/usr/bin/python3
"""Writes vim25.model, vim25.types and vim25.managed from the type definitions that pyVmomi carries.

Run it only when roots.txt changes or a newer pyVmomi is to be read:

    apt-get install python3-pyvmomi
    /usr/bin/python3 extract.py

pyVmomi registers every vim25 type with its name on the wire, base type, members in schema order, optionality
and the version it came with, and every method with its privilege and faults. What this script takes of it is
named in roots.txt; the three files it writes are reviewed and committed like source.
"""

import os
import re
import sys

import pyVmomi  # noqa: F401  (fills the tables below)
from pyVmomi import VmomiSupport

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONAL, SECRET, LINK = VmomiSupport.F_OPTIONAL, VmomiSupport.F_SECRET, VmomiSupport.F_LINK
NAMESPACE = "urn:vim25"
LEGACY = "vim.version.legacy"   # members of no released version: not in the public schema

SCALARS = {
    "string": "string", "boolean": "boolean", "byte": "byte", "short": "short", "int": "int", "long": "long",
    "float": "float", "double": "double", "anyType": "anyType", "vmodl.DateTime": "dateTime",
    "vmodl.Binary": "base64Binary", "vmodl.TypeName": "string", "vmodl.PropertyPath": "string",
    "vmodl.MethodName": "string", "vmodl.URI": "string",
}


def key(vmodl_name):
    return vmodl_name.lower()


class Source:
    """The pyVmomi tables, by lower-cased VMODL name and by name on the wire."""

    def __init__(self):
        def vim(table, version_at):
            return [d for d in table.values() if VmomiSupport.GetWsdlNamespace(d[version_at]) == NAMESPACE]

        self.objects = {key(d[0]): d for d in vim(VmomiSupport._dataDefMap, 3)}
        self.managed = {key(d[0]): d for d in vim(VmomiSupport._managedDefMap, 3)}
        self.enums = {key(d[0]): d for d in vim(VmomiSupport._enumDefMap, 2)}
        # Two bases are built into pyVmomi by hand instead of being described.
        self.objects.setdefault(key("vmodl.MethodFault"), ["vmodl.MethodFault", "MethodFault", "vmodl.DynamicData",
                                "vmodl.version.version0", []])
        self.objects.setdefault(key("vmodl.RuntimeFault"), ["vmodl.RuntimeFault", "RuntimeFault", "vmodl.MethodFault",
                                "vmodl.version.version0", []])
        self.object_by_wire = {d[1]: d for d in self.objects.values()}
        self.enum_by_wire = {d[1]: d for d in self.enums.values()}
        self.operations = {}
        for managed in self.managed.values():
            for method in managed[5] or []:
                self.operations.setdefault(method[1], (managed[1], method))

        # The oldest vSphere version whose API contains a given VMODL version.
        self.released = []
        for version, name in (("version1", "2.0"), ("version2", "2.5"), ("version3", "2.5u2"), ("version4", "2.5u2"),
                              ("version5", "4.0"), ("version6", "4.1"), ("version7", "5.0"), ("version8", "5.1"),
                              ("version9", "5.5"), ("version10", "6.0"), ("version11", "6.5"), ("version12", "6.7"),
                              ("version13", "6.7.1")):
            self.released.append(("vim.version." + version, name))

    def since(self, version):
        for vim_version, name in self.released:
            if vim_version == version or VmomiSupport.parentMap.get(vim_version, {}).get(version):
                return name
        sys.exit("no release contains " + version)

    def base(self, definition):
        """The base on the wire. The few types that have none are read as if they had the root of all others."""
        if definition[1] == "DynamicData":
            return None
        if definition[1] == "LocalizedMethodFault":
            return "DynamicData"    # pyVmomi hides the wrapper by deriving it from what it wraps
        parent = self.objects.get(key(definition[2] or ""))
        return parent[1] if parent else "DynamicData"

    def is_fault(self, definition):
        while definition is not None:
            if definition[1] == "MethodFault":
                return True
            definition = self.objects.get(key(definition[2] or ""))
        return False

    def wire_type(self, vmodl_type, flags=0):
        """The type as the model writes it, and the wire name of the modelled type it needs, if any."""
        array = "[]" if vmodl_type.endswith("[]") else ""
        name = vmodl_type[:-2] if array else vmodl_type
        if flags & LINK:
            return "string" + array, None
        if name in SCALARS:
            return SCALARS[name] + array, None
        if name == "vmodl.ManagedObject":
            return "ref:ManagedObject" + array, None
        if key(name) in self.managed:
            return "ref:" + self.managed[key(name)][1] + array, None
        if key(name) in self.enums:
            wire = self.enums[key(name)][1]
            return wire + array, wire
        definition = self.objects[key(name)]
        # A fault inside a data object travels in a wrapper that also carries its text.
        wire = "LocalizedMethodFault" if self.is_fault(definition) else definition[1]
        return wire + array, wire


class Extraction:
    """What roots.txt asks for, with everything that it needs."""

    def __init__(self, source):
        self.source = source
        self.sections = []          # (title, [block]) in the order of roots.txt
        self.taken = set()
        self.keep = {}              # wire name -> members to keep, None for all
        self.declared = set()       # the faults that the operations declare

    def run(self, path):
        lines = [line.split("#")[0].strip() for line in open(path, encoding="utf-8")]
        lines = [line for line in lines if line]
        for line in lines:
            words = line.replace(":", " : ").split()
            if words[0] == "object" and ":" in words:
                self.keep[words[1]] = self.kept(words[1], words[3:])
        for line in lines:
            words = line.replace(":", " : ").split()
            if line.startswith("["):
                self.sections.append((line.strip("[]"), []))
            elif words[0] == "operation":
                self.operation(words[1])
            elif words[0] == "object":
                self.take(words[1])
            elif words[0] == "family":
                self.family(words[1])
            elif words[0] == "raised":
                for fault in sorted(self.declared - {"VimFault"}):     # every fault there is derives from that one
                    self.family(fault)
            else:
                sys.exit("roots.txt: can't read " + line)

    def kept(self, wire, words):
        """The members that a line of roots.txt names: those in it, or with a star all but those with a minus."""
        if words[:1] != ["*"]:
            return words
        members = [member[0] for member in self.source.object_by_wire[wire][4]]
        cut = [word[1:] for word in words[1:]]
        for missing in set(cut) - set(members):
            sys.exit("roots.txt: %s has no member %s" % (wire, missing))
        return [member for member in members if member not in cut]

    def emit(self, lines):
        self.sections[-1][1].append("\n".join(lines))

    def family(self, wire):
        """A type and all types derived from it, bases before what derives from them."""
        self.take(wire)
        derived = [d[1] for d in self.source.objects.values() if self.source.base(d) == wire and d[3] != LEGACY]
        for name in sorted(derived):
            self.family(name)

    def take(self, wire):
        if wire in self.taken:
            return
        self.taken.add(wire)
        if wire in self.source.enum_by_wire:
            definition = self.source.enum_by_wire[wire]
            self.emit(["enum %s %s" % (wire, self.source.since(definition[2]))]
                      + ["  " + value for value in definition[3]])
            return
        if wire == "DynamicData":
            return                  # written by hand in the library
        if wire not in self.source.object_by_wire:
            sys.exit("roots.txt: pyVmomi has no data object " + wire)
        definition = self.source.object_by_wire[wire]
        self.take(self.source.base(definition))
        lines = ["object %s : %s %s" % (wire, self.source.base(definition), self.source.since(definition[3]))]
        needed = []
        members = list(definition[4] or [])
        if wire == "MethodFault":
            members = [("faultCause", "vmodl.MethodFault", "vim.version.version5", OPTIONAL),
                       ("faultMessage", "vmodl.LocalizableMessage[]", "vim.version.version5", OPTIONAL)]
        if wire == "LocalizedMethodFault":
            # Inside its wrapper, and only there, a fault stands as itself.
            lines += ["  fault MethodFault %s" % self.source.since(definition[3]),
                      "  localizedMessage string? %s" % self.source.since(definition[3])]
            needed, members = ["MethodFault"], []
        keep = self.keep.get(wire)
        for missing in set(keep or []) - {m[0] for m in members}:
            sys.exit("roots.txt: %s has no member %s" % (wire, missing))
        for name, vmodl_type, version, flags in (m[:4] for m in members):
            if version == LEGACY or (keep is not None and name not in keep):
                continue
            text, need = self.source.wire_type(vmodl_type, flags)
            lines.append("  %s %s%s %s" % (name, text, "?" if flags & OPTIONAL else "", self.source.since(version)))
            if need:
                needed.append(need)
        self.emit(lines)
        for need in needed:
            self.take(need)

    def operation(self, wire):
        owner, (_, _, version, parameters, result, privilege, faults) = self.source.operations[wire]
        lines = ["operation %s on %s %s" % (wire, owner, self.source.since(version))]
        if privilege:
            lines.append("  privilege " + privilege)
        if faults:
            names = []
            for fault in faults:
                name = self.source.objects[key(fault)][1]
                names.append(name)
                self.declared.add(name)
            lines.append("  throws " + " ".join(names))
        needed = []
        for name, vmodl_type, since, flags, needs in parameters:
            text, need = self.source.wire_type(vmodl_type, flags)
            line = "  parameter %s %s%s %s" % (name, text, "?" if flags & OPTIONAL else "", self.source.since(since))
            if needs:
                line += " privilege=" + needs
            if flags & SECRET:
                line += " secret"
            lines.append(line)
            if need:
                needed.append(need)
        flags, vmodl_type, task_result = result
        if vmodl_type != "void":
            text, need = self.source.wire_type(vmodl_type)
            line = "  returns %s%s" % (text, "?" if flags & OPTIONAL else "")
            if vmodl_type == "vim.Task" and task_result != "vim.Task":
                line += " task=" + ("void" if task_result == "void" else self.source.wire_type(task_result)[0])
            lines.append(line)
            if need:
                needed.append(need)
        self.emit(lines)
        for need in needed:
            self.take(need)


def write(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def main():
    source = Source()
    extraction = Extraction(source)
    extraction.run(os.path.join(HERE, "roots.txt"))
    header = ("# Extracted by extract.py as roots.txt asks. Don't edit: facts of versions that the source doesn't know\n"
              "# stand in additions.model.\n"
              "#   enum NAME SINCE              then its values\n"
              "#   object NAME : BASE SINCE     then its own members, in schema order: NAME TYPE SINCE\n"
              "#   operation NAME on TYPE SINCE then privilege, throws, parameters in schema order, returns\n"
              "# A type ends in [] when the element repeats, and in ? when it may be absent.\n")
    body = "".join("\n[%s]\n\n%s\n" % (title, "\n\n".join(blocks)) for title, blocks in extraction.sections)
    write("vim25.model", header + body)

    derived = {}
    for definition in source.objects.values():
        base = source.base(definition)
        if base:
            derived.setdefault(base, []).append(definition[1])
    lines = ["# Every vim25 data object by its base type. Extracted by extract.py; don't edit."]
    for base in sorted(derived):
        lines.append("%s: %s" % (base, " ".join(sorted(derived[base]))))
    write("vim25.types", "\n".join(lines) + "\n")

    lines = ["# Every managed object type of vim25 with its base and its own properties: NAME TYPE SINCE. Extracted by",
             "# extract.py; don't edit. A type ends in [] when the value is an array, and in ? when it may be unset."]
    for definition in sorted(source.managed.values(), key=lambda d: d[1]):
        base = source.managed.get(key(definition[2] or ""))
        lines.append("")
        lines.append("managed %s%s" % (definition[1], " : " + base[1] if base else ""))
        for name, vmodl_type, version, flags, _ in definition[4] or []:
            if version != LEGACY:
                text, _ = source.wire_type(vmodl_type, flags)
                lines.append("  %s %s%s %s" % (name, text, "?" if flags & OPTIONAL else "", source.since(version)))
    write("vim25.managed", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
