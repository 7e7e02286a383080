#!/usr/bin/python3
"""Uses a vCenter the way pyVmomi's programs do, step by step, and prints what each step found as one JSON document.

What this vCenter does with a client that others wrote is the test. The password is in VCENTER_PASSWORD.
Exit codes: 0 done, 1 a step failed, 2 unusable arguments.
"""

import argparse
import json
import os
import sys
import traceback

from pyVmomi import vim, vmodl

import inventory

SECONDS = 20


def name_of(fault):
    return type(fault).__name__.split(".")[-1]


def wait(content, task):
    """Waits for a task's end as pyVmomi's samples do, with a filter on its state; returns the info."""
    collector = vmodl.query.PropertyCollector
    spec = collector.FilterSpec(
        objectSet=[collector.ObjectSpec(obj=task)],
        propSet=[collector.PropertySpec(type=vim.Task, pathSet=["info.state"])])
    ours = content.propertyCollector.CreateFilter(spec, True)
    try:
        version = ""
        while True:
            updates = content.propertyCollector.WaitForUpdatesEx(version, collector.WaitOptions(maxWaitSeconds=SECONDS))
            if updates is None:
                raise RuntimeError("nothing happened to %s for %d s" % (task._moId, SECONDS))
            version = updates.version
            for change in (c for f in updates.filterSet for o in f.objectSet for c in o.changeSet):
                if change.val in (vim.TaskInfo.State.success, vim.TaskInfo.State.error):
                    return task.info
    finally:
        ours.Destroy()


def done(content, task):
    info = wait(content, task)
    if info.state != vim.TaskInfo.State.success:
        raise RuntimeError("%s ended with %s: %s" % (info.descriptionId, name_of(info.error), info.error.msg))
    return info.result


def find(content, path):
    found = content.searchIndex.FindByInventoryPath(path)
    if found is None:
        raise RuntimeError("there is no %s" % path)
    return found


def step_walk(content, _):
    return inventory.inspect(content)


def step_clone(content, path):
    source = find(content, path)
    spec = vim.vm.CloneSpec(location=vim.vm.RelocateSpec(), powerOn=False, template=False)
    made = done(content, source.Clone(folder=source.parent, name="py-1", spec=spec))
    taken = wait(content, source.Clone(folder=source.parent, name="py-1", spec=spec))
    return {"name": made.name, "template": made.config.template, "second": name_of(taken.error), "taken": taken.error.name}


def step_template(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    vm.MarkAsTemplate()
    was = vm.config.template
    pool = find(content, path).resourcePool
    vm.MarkAsVirtualMachine(pool, None)
    return {"template": was, "again": vm.config.template, "pool": vm.resourcePool._moId == pool._moId}


def step_reconfigure(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    done(content, vm.Reconfigure(vim.vm.ConfigSpec(
        numCPUs=4, memoryMB=3072, annotation="by py", extraConfig=[vim.option.OptionValue(key="guestinfo.py", value="1")])))
    return {"cpus": vm.config.hardware.numCPU, "memory": vm.config.hardware.memoryMB, "annotation": vm.config.annotation,
            "extra": {o.key: o.value for o in vm.config.extraConfig}.get("guestinfo.py")}


def step_snapshot(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    done(content, vm.CreateSnapshot("s1", "first", False, False))
    tree = vm.snapshot.rootSnapshotList
    done(content, tree[0].snapshot.RemoveSnapshot_Task(False))
    return {"names": [s.name for s in tree], "left": vm.snapshot is not None}


def step_power(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    done(content, vm.PowerOn())
    on = vm.runtime.powerState
    again = wait(content, vm.PowerOn()).error
    done(content, vm.PowerOff())
    return {"on": on, "again": name_of(again), "off": vm.runtime.powerState}


def step_customize(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    mapping = [vim.vm.customization.AdapterMapping(adapter=vim.vm.customization.IPSettings(
        ip=vim.vm.customization.FixedIp(ipAddress="192.0.2.10"), subnetMask="255.255.255.0", gateway=["192.0.2.1"]))
        for d in vm.config.hardware.device if isinstance(d, vim.vm.device.VirtualEthernetCard)]
    spec = vim.vm.customization.Specification(
        identity=vim.vm.customization.LinuxPrep(hostName=vim.vm.customization.FixedName(name="py-1"), domain="example.org"),
        globalIPSettings=vim.vm.customization.GlobalIPSettings(), nicSettingMap=mapping)
    done(content, vm.Customize(spec))
    done(content, vm.PowerOn())
    filter_spec = vim.event.EventFilterSpec(entity=vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self"))
    events = [name_of(e) for e in content.eventManager.QueryEvents(filter_spec)]
    host = vm.guest.hostName
    done(content, vm.PowerOff())
    return {"succeeded": "CustomizationSucceeded" in events, "hostName": host}


def step_destroy(content, path):
    vm = find(content, os.path.dirname(path) + "/py-1")
    done(content, vm.Destroy())
    try:
        vm.name
    except vmodl.fault.ManagedObjectNotFound as gone:
        return {"gone": gone.obj._moId == vm._moId}
    return {"gone": False}


STEPS = {name[len("step_"):]: step for name, step in list(globals().items()) if name.startswith("step_")}


def login(service, content, username, password):
    """Without a session, with a wrong password, then rightly."""
    found = {"apiType": content.about.apiType}
    try:
        service.CurrentTime()
    except vmodl.MethodFault as refused:
        found["before"] = name_of(refused)
    try:
        content.sessionManager.Login(username, password + "?", None)
    except vim.fault.InvalidLogin as refused:
        found["wrong"] = name_of(refused)
    found["user"] = content.sessionManager.Login(username, password, None).userName
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--username", required=True)
    parser.add_argument("--thumbprint", help="SHA-256 of the certificate, in hex; for https")
    parser.add_argument("--vm", required=True, help="the inventory path of the VM to clone")
    parser.add_argument("steps", nargs="+", choices=sorted(STEPS))
    options = parser.parse_args()
    password = os.environ.get("VCENTER_PASSWORD")
    if not password:
        parser.error("the password belongs in the environment variable VCENTER_PASSWORD")
    service = vim.ServiceInstance("ServiceInstance", inventory.connect(options.url, options.thumbprint))
    try:
        content = service.RetrieveContent()
        found = {"login": login(service, content, options.username, password)}
        for name in options.steps:
            found[name] = STEPS[name](content, options.vm)
        content.sessionManager.Logout()
    except Exception:  # whatever it is, the test shows it
        traceback.print_exc()
        return 1
    json.dump(found, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
