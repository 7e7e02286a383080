#!/usr/bin/python3
"""Prints what a vCenter holds, as one JSON document, read with pyVmomi.

The independent witness of the integration tests: it shares no code with the product, so what both say is true.
The password is in the environment variable VCENTER_PASSWORD.
Exit codes: 0 done, 1 the vCenter refused or failed, 2 unusable arguments.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import ssl
import sys
import urllib.parse

from pyVmomi import SoapAdapter, vim, vmodl

API_VERSION = "vim.version.version10"  # vSphere 6.0, which every server here and vCenter 6.5 to 8 speak
PAGE = 200

VM_PROPERTIES = [
    "name", "parent", "config.instanceUuid", "config.uuid", "config.template", "config.guestId", "config.annotation",
    "config.extraConfig", "config.hardware.numCPU", "config.hardware.numCoresPerSocket",
    "config.hardware.memoryMB", "config.hardware.device", "runtime.powerState", "datastore", "network",
    "resourcePool", "guest.hostName", "guest.ipAddress",
]


class PinnedConnection(http.client.HTTPSConnection):
    """Accepts the one certificate that was named, and none without a name. pyVmomi 6.7's own thumbprint option
    knows SHA-1 only and is not looked at when a context is given."""

    thumbprint = None

    def connect(self):
        super().connect()
        seen = hashlib.sha256(self.sock.getpeercert(binary_form=True)).hexdigest()
        if not hmac.compare_digest(seen, self.thumbprint):
            self.close()
            raise ssl.SSLError("the server's certificate has thumbprint %s, expected %s" % (seen, self.thumbprint))


def connect(url, thumbprint):
    """A stub, by hand: pyVim.connect speaks only TLS, whatever it is told."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("--url must be http:// or https://")
    if (parts.scheme == "https") != bool(thumbprint):
        raise ValueError("--thumbprint belongs to https://, and is needed there")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    arguments = {"host": parts.hostname, "path": parts.path or "/sdk", "version": API_VERSION}
    if parts.scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the pin decides instead, before anything is sent
        stub = SoapAdapter.SoapStubAdapter(port=port, sslContext=context, **arguments)
        pinned = thumbprint.replace(":", "").lower()
        stub.scheme = type("Connection", (PinnedConnection,), {"thumbprint": pinned})
    else:
        # A negative port is how the adapter is told to do without TLS.
        stub = SoapAdapter.SoapStubAdapter(port=-port, **arguments)
    return stub


def retrieve(content, kind, properties):
    """All objects of a kind: [(object, {property: value})]. A property that is unset is absent."""
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    try:
        collector = vmodl.query.PropertyCollector
        spec = collector.FilterSpec(
            objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[
                collector.TraversalSpec(name="view", type=vim.view.ContainerView, path="view", skip=False)])],
            propSet=[collector.PropertySpec(type=kind, pathSet=properties)])
        found = []
        page = content.propertyCollector.RetrievePropertiesEx([spec], collector.RetrieveOptions(maxObjects=PAGE))
        while page is not None:
            found += [(o.obj, {p.name: p.val for p in o.propSet}) for o in page.objects]
            if not page.token:
                break
            page = content.propertyCollector.ContinueRetrievePropertiesEx(page.token)
        return found
    finally:
        view.Destroy()


def key(reference):
    return None if reference is None else reference._moId


def inventory_path(reference, entities):
    """/datacenter/vm/folder/name as the server names things, escapes included; the root folder has no name."""
    names = []
    while reference is not None and key(reference) in entities:
        entity = entities[key(reference)]
        names.append(entity["name"])
        reference = entity.get("parent")
    return "/" + "/".join(reversed(names))


def disk(device, names):
    backing = device.backing
    size = device.capacityInBytes or device.capacityInKB * 1024  # capacityInBytes exists since 5.5
    datastore = getattr(backing, "datastore", None)
    return {
        "key": device.key,
        "label": device.deviceInfo.label if device.deviceInfo else None,
        "capacityBytes": size,
        "fileName": getattr(backing, "fileName", None),
        "datastore": names.get(key(datastore)),
    }


def nic(device, names):
    backing = device.backing
    if isinstance(backing, vim.vm.device.VirtualEthernetCard.DistributedVirtualPortBackingInfo):
        network = names.get(backing.port.portgroupKey, backing.port.portgroupKey)
    else:
        network = getattr(backing, "deviceName", None)
    return {
        "key": device.key,
        "label": device.deviceInfo.label if device.deviceInfo else None,
        "adapterType": type(device).__name__.split(".")[-1],
        "macAddress": device.macAddress,
        "network": network,
    }


def inspect(content):
    named = ["name", "parent"]
    entities, names = {}, {}
    for kind in (vim.Datacenter, vim.Folder, vim.ComputeResource, vim.ResourcePool, vim.Datastore, vim.Network):
        for entity, properties in retrieve(content, kind, named):
            entities[key(entity)] = properties
            names[key(entity)] = properties["name"]

    vms = []
    for vm, p in retrieve(content, vim.VirtualMachine, VM_PROPERTIES):
        devices = p.get("config.hardware.device", [])
        pool = p.get("resourcePool")
        vms.append({
            "name": p["name"],
            "path": inventory_path(p.get("parent"), entities).rstrip("/") + "/" + p["name"],
            "moRef": key(vm),
            "instanceUuid": p.get("config.instanceUuid"),
            "biosUuid": p.get("config.uuid"),
            "template": p.get("config.template"),
            "powerState": p.get("runtime.powerState"),
            "guestId": p.get("config.guestId"),
            "numCpu": p.get("config.hardware.numCPU"),
            "coresPerSocket": p.get("config.hardware.numCoresPerSocket"),
            "memoryMiB": p.get("config.hardware.memoryMB"),
            "disks": [disk(d, names) for d in devices if isinstance(d, vim.vm.device.VirtualDisk)],
            "nics": [nic(d, names) for d in devices if isinstance(d, vim.vm.device.VirtualEthernetCard)],
            "extraConfig": {o.key: str(o.value) for o in p.get("config.extraConfig", [])},
            "annotation": p.get("config.annotation") or "",
            "datastores": [names.get(key(d)) for d in p.get("datastore", [])],
            "resourcePool": None if pool is None else inventory_path(pool, entities),
            "hostName": p.get("guest.hostName"),
            "ipAddress": p.get("guest.ipAddress"),
        })
    return {"vms": sorted(vms, key=lambda vm: (vm["path"], vm["moRef"]))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--username", required=True)
    parser.add_argument("--thumbprint", help="SHA-256 of the certificate, in hex; for https")
    options = parser.parse_args()
    password = os.environ.get("VCENTER_PASSWORD")
    if not password:
        parser.error("the password belongs in the environment variable VCENTER_PASSWORD")
    try:
        stub = connect(options.url, options.thumbprint)
    except ValueError as error:
        parser.error(str(error))

    try:
        content = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent()
        content.sessionManager.Login(options.username, password, None)
        try:
            result = inspect(content)
        finally:
            content.sessionManager.Logout()
    except vmodl.MethodFault as fault:
        print("%s: %s" % (type(fault).__name__.split(".")[-1], fault.msg), file=sys.stderr)
        return 1
    except (OSError, http.client.HTTPException) as error:
        print("%s: %s" % (type(error).__name__, error), file=sys.stderr)
        return 1
    json.dump(result, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
