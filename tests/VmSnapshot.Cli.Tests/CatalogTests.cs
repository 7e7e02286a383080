using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary>A snapshot's life. The simulated vCenter dies with each process; the records in the file stay.</summary>
public sealed class CatalogTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_snapshot_is_made_found_deleted_and_restored()
    {
        var created = await RunAsync(
            "snapshot", "create", "--vm", "web-1", "--name", "golden", "--label", "os=debian", "--family", "web", "--description", "for tests", "--quiet");
        created.Error.Should().BeEmpty("quiet");
        var snapshot = created.ShouldSucceed().Json;
        var id = Check(snapshot);

        (await RunAsync("snapshot", "create", "--vm", "web-1", "--name", "golden")).ShouldFail(5, "nameConflict");

        var listed = (await RunAsync("snapshot", "list", "--label", "os=debian", "--status", "available")).ShouldSucceed().Json.GetProperty("items");
        listed.GetArrayLength().Should().Be(1);
        listed[0].GetProperty("id").GetString().Should().Be(id);

        (await RunAsync("vm", "create", "--snapshot", "golden", "--name", "n", "--disk", "Hard disk 1=1")).ShouldFail(2, "validationFailed");
        (await RunAsync("vm", "create", "--snapshot", "golden", "--name", "n")).ShouldFail(4, "templateNotFound");

        (await RunAsync("snapshot", "delete", id)).ShouldSucceed().Json.GetProperty("status").GetString().Should().Be("deleted");
        (await RunAsync("vm", "create", "--snapshot", "golden", "--name", "n")).ShouldFail(5, "conflict");
        (await RunAsync("snapshot", "restore", "golden")).ShouldSucceed().Json.GetProperty("status").GetString().Should().Be("available");

        // Without a vCenter, as the catalog alone answers; and another tenant's is another catalog.
        var shown = await Vmsnap.RunAsync("--store", _scratch.Store, "snapshot", "show", "golden");
        shown.ShouldSucceed().Output.Should().Contain(id).And.Contain("os=debian").And.NotContain("\u001b");
        (await RunAsync("--tenant", "other", "snapshot", "show", "golden")).ShouldFail(4, "snapshotNotFound");
    }

    [Fact]
    public async Task People_are_told_what_was_done_and_how_to_take_it_back()
    {
        var created = await Vmsnap.RunAsync("--vcenter", "memory:", "--store", _scratch.Store, "snapshot", "create", "--vm", "web-1", "--name", "golden");
        created.ShouldSucceed().Error.Should().Contain("gone with it");
        (await PlainAsync("snapshot", "delete", "golden")).ShouldSucceed().Output.Should().Contain("is deleted").And.Contain("vmsnap snapshot restore");
        var list = await PlainAsync("snapshot", "list");
        (list.ShouldSucceed().Output, list.Error).Should().Be((string.Empty, "There is no such snapshot.\n"));
        (await PlainAsync("snapshot", "restore", "golden")).ShouldSucceed().Output.Should().Contain("is available again");

        Task<Run> PlainAsync(params string[] arguments) => Vmsnap.RunAsync(["--store", _scratch.Store, .. arguments]);
    }

    [Fact]
    public async Task Without_a_store_named_the_records_are_in_the_users_data_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "XDG_DATA_HOME is Linux's");
        var environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = Path.Combine(_scratch.Folder, "data") };

        var run = await Vmsnap.RunAsync(environment, "snapshot", "list", "--json");

        run.ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
        File.Exists(Path.Combine(_scratch.Folder, "data", "vmsnap", "snapshots.db")).Should().BeTrue();
    }

    private Task<Run> RunAsync(params string[] arguments) =>
        Vmsnap.RunAsync(["--vcenter", "memory:", "--store", _scratch.Store, "--json", .. arguments]);

    private static string Check(JsonElement snapshot)
    {
        (string Key, string Value)[] texts =
        [
            ("name", "golden"), ("kind", "full"), ("consistency", "crash"), ("status", "available"), ("availability", "active"),
            ("health", "inSync"), ("tenant", "default"), ("family", "web"), ("description", "for tests"),
        ];
        foreach (var (key, value) in texts)
        {
            snapshot.GetProperty(key).GetString().Should().Be(value, key);
        }

        snapshot.GetProperty("labels").GetProperty("os").GetString().Should().Be("debian");
        snapshot.GetProperty("createdAt").GetString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$");
        snapshot.GetProperty("operationId").GetString().Should().NotBeEmpty();
        snapshot.GetProperty("source").GetProperty("disks").GetArrayLength().Should().Be(1);
        var template = snapshot.GetProperty("template");
        template.GetProperty("moRef").GetString().Should().StartWith("vm-");
        template.GetProperty("folder").GetString().Should().Be("/DC0/vm");
        template.GetProperty("datastore").GetString().Should().Be("datastore1");
        template.GetProperty("path").GetString().Should().StartWith("/DC0/vm/golden-");
        template.GetProperty("instanceUuid").GetString().Should().NotBeEmpty();
        return snapshot.GetProperty("id").GetString()!;
    }
}
