namespace VmSnapshot.Cli.Tests;

/// <summary>Each kind of error that a simulated vCenter and a database can give.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("vm create --snapshot s --name n --cpus 0", 2, "validationFailed")]
    [InlineData("vm create --snapshot s --name n --memory-mib -4", 2, "validationFailed")]
    [InlineData("vm create --snapshot s --name n", 4, "snapshotNotFound")]
    [InlineData("snapshot create --vm no-such-vm --name s", 4, "vmNotFound")]
    [InlineData("snapshot create --vm shared --name s", 2, "ambiguousName")]
    [InlineData("snapshot create --vm web-1 --name s --datastore no-such", 4, "datastoreNotFound")]
    [InlineData("snapshot create --vm web-1 --name s --resource-pool no-such", 4, "resourcePoolNotFound")]
    [InlineData("snapshot create --vm web-1 --name s --folder no-such", 4, "folderNotFound")]
    [InlineData("snapshot create --vm appliance --name s --consistency quiesced", 1, "vCenterFault")]
    [InlineData("snapshot list --limit 0", 2, "invalidArguments")]
    [InlineData("--store sqlite:/dev/null/x.db snapshot create --vm web-1 --name s", 6, "storeUnusable")]
    public async Task What_can_not_be_done_says_why(string line, int exitCode, string errorCode) =>
        (await Vmsnap.RunAsync(["--vcenter", "memory:", "--json", .. line.Split(' ')])).ShouldFail(exitCode, errorCode);
}
