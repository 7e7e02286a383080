"""The same as the benchmark's first-answer, with pyVmomi: log in, read one VM, log out."""
import os
from urllib.parse import urlparse

from pyVmomi import SoapStubAdapter, vim

url = urlparse(os.environ["VMSNAPSHOT_VCENTER"])
stub = SoapStubAdapter(host=url.hostname, port=-url.port, path=url.path, version="vim.version.version11")
content = vim.ServiceInstance("ServiceInstance", stub).RetrieveContent()
content.sessionManager.Login(os.environ["VMSNAPSHOT_USERNAME"], os.environ["VMSNAPSHOT_PASSWORD"])
print(content.searchIndex.FindByInventoryPath("DC0/vm/stopped").config.name)
content.sessionManager.Logout()
