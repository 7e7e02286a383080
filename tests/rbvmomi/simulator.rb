#!/usr/bin/ruby
# Uses a vCenter the way rbvmomi's programs do, step by step, and prints what each step found as one JSON document.
#
# What this vCenter does with a client that others wrote is the test. The password is in VCENTER_PASSWORD.
# Arguments: URL USERNAME PATH_OF_VM STEP...   Exit codes: 0 done, 1 a step failed, 2 unusable arguments.

require 'json'
require 'uri'
require 'rbvmomi'

VIM = RbVmomi::VIM

def fault_name
  yield
  nil
rescue RbVmomi::Fault => e
  e.fault.class.wsdl_name
end

def find(content, path)
  content.searchIndex.FindByInventoryPath(inventoryPath: path) or raise "there is no #{path}"
end

def made(content, path)
  find(content, "#{File.dirname(path)}/rb-1")
end

STEPS = {
  'walk' => lambda do |content, _|
    view = content.viewManager.CreateContainerView(container: content.rootFolder, type: ['VirtualMachine'], recursive: true)
    names = view.view.map(&:name).sort
    view.DestroyView
    children = content.rootFolder.childEntity.map { |child| [child.class.wsdl_name, child.name] }
    datacenter = content.rootFolder.childEntity.grep(VIM::Datacenter).first
    { vms: names, children: children, devices: content.searchIndex.FindByInventoryPath(inventoryPath: "#{datacenter.name}/vm").class.wsdl_name }
  end,
  'clone' => lambda do |content, path|
    source = find(content, path)
    spec = VIM.VirtualMachineCloneSpec(location: VIM.VirtualMachineRelocateSpec, powerOn: false, template: false)
    clone = source.CloneVM_Task(folder: source.parent, name: 'rb-1', spec: spec).wait_for_completion
    second = fault_name { source.CloneVM_Task(folder: source.parent, name: 'rb-1', spec: spec).wait_for_completion }
    { name: clone.name, template: clone.config.template, disks: clone.config.hardware.device.grep(VIM::VirtualDisk).size, second: second }
  end,
  'template' => lambda do |content, path|
    vm = made(content, path)
    vm.MarkAsTemplate
    was = vm.config.template
    vm.MarkAsVirtualMachine(pool: find(content, path).resourcePool)
    { template: was, again: vm.config.template }
  end,
  'reconfigure' => lambda do |content, path|
    vm = made(content, path)
    vm.ReconfigVM_Task(spec: VIM.VirtualMachineConfigSpec(
      numCPUs: 4, memoryMB: 3072, annotation: 'by rb', extraConfig: [{ key: 'guestinfo.rb', value: '1' }])).wait_for_completion
    { cpus: vm.config.hardware.numCPU, memory: vm.config.hardware.memoryMB, annotation: vm.config.annotation,
      extra: vm.config.extraConfig.find { |option| option.key == 'guestinfo.rb' }&.value }
  end,
  'snapshot' => lambda do |content, path|
    vm = made(content, path)
    vm.CreateSnapshot_Task(name: 's1', description: 'first', memory: false, quiesce: false).wait_for_completion
    tree = vm.snapshot.rootSnapshotList
    tree.first.snapshot.RemoveSnapshot_Task(removeChildren: false).wait_for_completion
    { names: tree.map(&:name), left: !vm.snapshot.nil? }
  end,
  'power' => lambda do |content, path|
    vm = made(content, path)
    vm.PowerOnVM_Task.wait_for_completion
    on = vm.runtime.powerState
    again = fault_name { vm.PowerOnVM_Task.wait_for_completion }
    vm.PowerOffVM_Task.wait_for_completion
    { on: on, again: again, off: vm.runtime.powerState }
  end,
  'destroy' => lambda do |content, path|
    vm = made(content, path)
    vm.Destroy_Task.wait_for_completion
    { gone: fault_name { vm.name } }
  end
}.freeze

url, username, path, *steps = ARGV
password = ENV.fetch('VCENTER_PASSWORD', nil)
if steps.empty? || password.nil? || !(steps - STEPS.keys).empty?
  warn "usage: VCENTER_PASSWORD=... simulator.rb URL USERNAME PATH_OF_VM (#{STEPS.keys.join('|')})..."
  exit 2
end

address = URI(url)
# The certificate is not looked at: rbvmomi 1.8 can't pin one, and the server is this machine's own.
vim = VIM.new(host: address.host, port: address.port, path: address.path, ssl: address.scheme == 'https', insecure: true, ns: 'urn:vim25', rev: '6.5')
begin
  content = vim.serviceContent
  found = { login: { apiType: content.about.apiType } }
  found[:login][:before] = fault_name { vim.serviceInstance.CurrentTime }
  found[:login][:wrong] = fault_name { content.sessionManager.Login(userName: username, password: "#{password}?") }
  found[:login][:user] = content.sessionManager.Login(userName: username, password: password).userName
  steps.each { |step| found[step] = STEPS.fetch(step).call(content, path) }
  content.sessionManager.Logout
  puts JSON.pretty_generate(found)
rescue StandardError => e
  warn e.full_message(highlight: false)
  exit 1
end
