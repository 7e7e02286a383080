#!/usr/bin/python3
"""Ends every other session of a vCenter, as its administrator does, without their owners being told.

The password is in the environment variable VCENTER_PASSWORD.
"""

import argparse
import os
import urllib.parse

from pyVmomi import SoapAdapter, vim

API_VERSION = "vim.version.version10"  # as in inventory.py


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--username", required=True)
    arguments = parser.parse_args()
    parts = urllib.parse.urlsplit(arguments.url)
    # A negative port is how pyVmomi is told to speak plain HTTP.
    stub = SoapAdapter.SoapStubAdapter(host=parts.hostname, port=-parts.port, path=parts.path, version=API_VERSION)
    manager = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent().sessionManager
    own = manager.Login(arguments.username, os.environ["VCENTER_PASSWORD"])
    others = [session.key for session in manager.sessionList if session.key != own.key]
    if others:
        manager.TerminateSession(others)
    manager.Logout()


if __name__ == "__main__":
    main()
