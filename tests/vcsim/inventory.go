package main

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

const gib = int64(1) << 30

// machine is a VM that the tests know by name.
type machine struct {
	folder     string // below the datacenter's vm folder
	name       string
	guest      types.VirtualMachineGuestOsIdentifier
	cpus       int32
	cores      int32 // per socket
	memoryMiB  int64
	disksGiB   []int64
	networks   []string
	annotation string
	poweredOn  bool
}

var machines = []machine{
	// Several disks and networks, for what depends on their order and keys.
	{"", "app-server", types.VirtualMachineGuestOsIdentifierUbuntu64Guest, 4, 2, 4096,
		[]int64{16, 40}, []string{"DC0_DVPG0", "VM Network"}, "two disks, two networks", true},
	{"", "stopped", types.VirtualMachineGuestOsIdentifierDebian8_64Guest, 1, 1, 512,
		[]int64{8}, []string{"VM Network"}, "", false},
	// In a folder, so that a path is more than a name.
	{"Golden", "golden-linux", types.VirtualMachineGuestOsIdentifierUbuntu64Guest, 2, 1, 2048,
		[]int64{20}, []string{"VM Network"}, "the reference installation", false},
	// One name twice: nobody may guess which is meant.
	{"", "twin", types.VirtualMachineGuestOsIdentifierOtherLinux64Guest, 1, 1, 1024,
		[]int64{8}, []string{"VM Network"}, "", false},
	{"Golden", "twin", types.VirtualMachineGuestOsIdentifierOtherLinux64Guest, 2, 2, 1024,
		[]int64{8}, []string{"VM Network"}, "", false},
	// What vCenter makes of the name "db/primary"; the simulator stores names as they come.
	{"", "db%2fprimary", types.VirtualMachineGuestOsIdentifierRhel7_64Guest, 8, 4, 16384,
		[]int64{32, 100}, []string{"DC0_DVPG0"}, "", true},
}

// populate gives the model's VMs, which are all alike, the shapes of real machines, and adds the named ones to
// the first datacenter.
func populate(client *vim25.Client) error {
	// Otherwise the disk of the machine that runs the tests would decide what fits.
	for _, entity := range simulator.Map.All("Datastore") {
		ds := entity.(*simulator.Datastore)
		ds.Summary.Capacity, ds.Summary.FreeSpace = 4096*gib, 4096*gib
		ds.Info.GetDatastoreInfo().FreeSpace = ds.Summary.FreeSpace
	}

	ctx := context.Background()
	vms := simulator.Map.All("VirtualMachine")
	sort.Slice(vms, func(i, j int) bool { return vms[i].Entity().Name < vms[j].Entity().Name })
	for i, vm := range vms {
		task, err := object.NewVirtualMachine(client, vm.Reference()).Reconfigure(ctx, types.VirtualMachineConfigSpec{
			NumCPUs:           int32(2 << (i % 3)),
			NumCoresPerSocket: int32(1 << (i % 3)),
			MemoryMB:          int64(1024 * (1 + i%4)),
		})
		if err != nil {
			return err
		}
		if err = task.Wait(ctx); err != nil {
			return err
		}
		// In place: the simulator can't grow a disk, and 1 MiB is too small for a test to ask for less; and it
		// made one NIC for all VMs of a pool, so they have one MAC address.
		machine := vm.(*simulator.VirtualMachine)
		for _, device := range machine.Config.Hardware.Device {
			switch d := device.(type) {
			case *types.VirtualDisk:
				d.CapacityInKB = 16 * gib / 1024
				identify(d, 2000, "Hard disk 1", "16,777,216 KB")
			case types.BaseVirtualEthernetCard:
				d.GetVirtualEthernetCard().MacAddress = newMAC()
				machine.Guest.Net[0].MacAddress = d.GetVirtualEthernetCard().MacAddress
				identify(device, 4000, "Network adapter 1", "")
			}
		}
	}

	finder := find.NewFinder(client, false)
	dc, err := finder.Datacenter(ctx, "/DC0")
	if err != nil {
		return err
	}
	finder.SetDatacenter(dc)
	if err = fillPod(ctx, client, finder); err != nil {
		return err
	}
	folders, err := dc.Folders(ctx)
	if err != nil {
		return err
	}
	pools, err := finder.ResourcePoolList(ctx, "*/Resources")
	if err != nil {
		return err
	}
	sort.Slice(pools, func(i, j int) bool { return pools[i].InventoryPath < pools[j].InventoryPath })
	made := map[string]*object.Folder{"": folders.VmFolder}
	for _, m := range machines {
		if made[m.folder] == nil {
			if made[m.folder], err = folders.VmFolder.CreateFolder(ctx, m.folder); err != nil {
				return err
			}
		}
		if err = m.create(ctx, client, finder, made[m.folder], pools[0]); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// fillPod moves a datastore into the first datastore cluster, if there is one: the simulator makes them empty.
func fillPod(ctx context.Context, client *vim25.Client, finder *find.Finder) error {
	pods, err := finder.DatastoreClusterList(ctx, "*")
	if _, none := err.(*find.NotFoundError); none {
		return nil
	}
	if err != nil {
		return err
	}
	datastores, err := finder.DatastoreList(ctx, "*")
	if err != nil {
		return err
	}
	sort.Slice(datastores, func(i, j int) bool { return datastores[i].Name() < datastores[j].Name() })
	task, err := object.NewFolder(client, pods[0].Reference()).MoveInto(ctx, []types.ManagedObjectReference{
		datastores[len(datastores)-1].Reference(),
	})
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}

func (m machine) create(
	ctx context.Context, client *vim25.Client, finder *find.Finder, folder *object.Folder, pool *object.ResourcePool,
) error {
	// Two VMs of one name need two directories.
	directory := "[LocalDS_0] " + strings.TrimPrefix(m.folder+"-"+m.name, "-")
	var devices object.VirtualDeviceList
	scsi, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return err
	}
	identify(scsi, 1000, "SCSI controller 0", "")
	devices = append(devices, scsi)
	for i, size := range m.disksGiB {
		file := fmt.Sprintf("%s/disk%d.vmdk", directory, i+1)
		disk := devices.CreateDisk(scsi.(types.BaseVirtualController), types.ManagedObjectReference{}, file)
		disk.CapacityInKB = size * gib / 1024
		identify(disk, int32(2000+i), fmt.Sprintf("Hard disk %d", i+1), "")
		devices = append(devices, disk)
	}
	for i, name := range m.networks {
		network, err := finder.Network(ctx, name)
		if err != nil {
			return err
		}
		backing, err := network.EthernetCardBackingInfo(ctx)
		if err != nil {
			return err
		}
		nic, err := devices.CreateEthernetCard("vmxnet3", backing)
		if err != nil {
			return err
		}
		identify(nic, int32(4000+i), fmt.Sprintf("Network adapter %d", i+1), "")
		nic.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard().MacAddress = newMAC()
		nic.GetVirtualDevice().ControllerKey = 100 // the PCI controller, where NICs start at unit 7
		nic.GetVirtualDevice().UnitNumber = types.NewInt32(int32(7 + i))
		devices = append(devices, nic)
	}
	changes, err := devices.ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
	if err != nil {
		return err
	}
	task, err := folder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name:              m.name,
		GuestId:           string(m.guest),
		NumCPUs:           m.cpus,
		NumCoresPerSocket: m.cores,
		MemoryMB:          m.memoryMiB,
		Annotation:        m.annotation,
		Files:             &types.VirtualMachineFileInfo{VmPathName: directory + "/" + m.name + ".vmx"},
		DeviceChange:      changes,
	}, pool, nil)
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil || !m.poweredOn {
		return err
	}
	task, err = object.NewVirtualMachine(client, info.Result.(types.ManagedObjectReference)).PowerOn(ctx)
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}

// identify gives a device a key and a label in vCenter's manner; the simulator's keys are random numbers and its
// labels, like "disk-202-0", such as no client ever sees. The simulator fills in an empty summary.
func identify(device types.BaseVirtualDevice, key int32, label, summary string) {
	d := device.GetVirtualDevice()
	if d.DeviceInfo != nil && summary == "" {
		summary = d.DeviceInfo.GetDescription().Summary
	}
	d.Key, d.DeviceInfo = key, &types.Description{Label: label, Summary: summary}
}
