package main

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/vmware/govmomi/event"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// corrections listens to the simulator's registry, which calls it synchronously at every new object and change.
//
//   - Device objects are shared: between all VMs (the default devices), between the VMs of a pool (the NIC),
//     between a clone and its source, whose disk even takes over the clone's file. Reconfiguring one changes the
//     others, and concurrent calls panic or end in FileAlreadyExists. Here every VM gets devices of its own.
//   - A clone takes over its source's MAC addresses; vCenter generates new ones.
//   - CloneVM_Task accepts a name that exists in the folder; vCenter answers with the DuplicateName fault, on
//     which a client that lost the answer to its clone request relies.
//   - A VM that is being created has no name yet, and an inventory search that meets it panics.
//
// Everything else is left as the simulator does it, also where vCenter would do otherwise: it is the one server
// in these tests that others wrote.
type corrections struct {
	self     types.ManagedObjectReference
	clones   sync.Mutex // one clone at a time: its name is checked first and taken later
	requests sync.Map   // source VM → types.VmBeingClonedEvent of the clone that starts next
}

func correct(client *vim25.Client) error {
	c := &corrections{self: types.ManagedObjectReference{Type: "Corrections", Value: "corrections"}}
	for _, entity := range simulator.Map.All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		vm.Config.Hardware.Device = copyOf(vm.Config.Hardware.Device)
	}
	simulator.Map.AddHandler(c)

	// The task of a clone doesn't say what is asked for, the event that precedes it does; a collector of events
	// is an object that changes, so it brings the event here.
	_, err := event.NewManager(client).CreateCollectorForEvents(context.Background(),
		types.EventFilterSpec{EventTypeId: []string{"VmBeingClonedEvent"}, MaxCount: 1})
	return err
}

func (c *corrections) Reference() types.ManagedObjectReference { return c.self }

func (c *corrections) RemoveObject(types.ManagedObjectReference) {}

func (c *corrections) PutObject(object mo.Reference) {
	switch o := object.(type) {
	case *simulator.VirtualMachine:
		if o.Name == "" {
			o.Name = o.Self.Value
		}
	case *simulator.Task:
		if o.Info.DescriptionId == "VirtualMachine.cloneVm" {
			execute := o.Execute
			o.Execute = func(t *simulator.Task) (types.AnyType, types.BaseMethodFault) { return c.clone(t, execute) }
		}
	}
}

func (c *corrections) UpdateObject(object mo.Reference, changes []types.PropertyChange) {
	switch o := object.(type) {
	case *mo.VirtualMachine:
		for _, change := range changes {
			if change.Name == "config.hardware.device" {
				o.Config.Hardware.Device = copyOf(o.Config.Hardware.Device)
			}
		}
	case *mo.EventHistoryCollector:
		for _, change := range changes {
			page, ok := change.Val.(*types.ArrayOfEvent)
			if !ok {
				continue
			}
			for _, e := range page.Event {
				if being, ok := e.(*types.VmBeingClonedEvent); ok && being.Vm != nil {
					c.requests.Store(being.Vm.Vm, *being)
				}
			}
		}
	}
}

// clone runs the task of a clone; the simulator holds the lock of the source meanwhile.
func (c *corrections) clone(
	t *simulator.Task, execute func(*simulator.Task) (types.AnyType, types.BaseMethodFault),
) (types.AnyType, types.BaseMethodFault) {
	source := simulator.Map.Get(*t.Info.Entity).(*simulator.VirtualMachine)
	c.clones.Lock()
	defer c.clones.Unlock()

	if request, ok := c.requests.LoadAndDelete(source.Self); ok {
		being := request.(types.VmBeingClonedEvent)
		folder := simulator.Map.Get(being.DestFolder.Folder).(*simulator.Folder)
		if taken := simulator.Map.FindByName(being.DestName, folder.ChildEntity); taken != nil {
			return nil, &types.DuplicateName{Name: being.DestName, Object: taken.Reference()}
		}
	}

	// The simulator edits the source's devices and hands them to the clone: give it others to do that with.
	own := source.Config.Hardware.Device
	defer func() { source.Config.Hardware.Device = own }()
	source.Config.Hardware.Device = copyOf(own)
	for _, device := range source.Config.Hardware.Device {
		if card, ok := device.(types.BaseVirtualEthernetCard); ok {
			if nic := card.GetVirtualEthernetCard(); nic.AddressType != string(types.VirtualEthernetCardMacTypeManual) {
				nic.MacAddress = newMAC()
			}
		}
	}
	return execute(t)
}

var macs uint32

// newMAC gives out the range from which vCenter assigns. The simulator makes an address of three hexadecimal
// digits of the VM's UUID, which a hundred clones are enough to repeat.
func newMAC() string {
	n := atomic.AddUint32(&macs, 1)
	return fmt.Sprintf("00:50:56:%02x:%02x:%02x", 0x80|n>>16&0x3f, n>>8&0xff, n&0xff)
}

func copyOf(devices []types.BaseVirtualDevice) []types.BaseVirtualDevice {
	return deepCopy(reflect.ValueOf(devices)).Interface().([]types.BaseVirtualDevice)
}

func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Ptr:
		if !v.IsNil() {
			c := reflect.New(v.Type().Elem())
			c.Elem().Set(deepCopy(v.Elem()))
			return c
		}
	case reflect.Interface:
		if !v.IsNil() {
			c := reflect.New(v.Type()).Elem()
			c.Set(deepCopy(v.Elem()))
			return c
		}
	case reflect.Slice:
		if !v.IsNil() {
			c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			for i := 0; i < v.Len(); i++ {
				c.Index(i).Set(deepCopy(v.Index(i)))
			}
			return c
		}
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := 0; i < v.NumField(); i++ {
			if c.Field(i).CanSet() {
				c.Field(i).Set(deepCopy(v.Field(i)))
			}
		}
		return c
	}
	return v
}
