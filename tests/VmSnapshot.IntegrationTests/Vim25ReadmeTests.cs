using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests;

/// <summary>What the README of VmSnapshot.Vim25 shows, run.</summary>
public sealed class Vim25ReadmeTests(VcsimFixture fixture) : IClassFixture<VcsimFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_and_waits_go_as_shown()
    {
        await using var client = new VimClient(new VimClientOptions { Endpoint = _vcsim.Url });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Cancellation);
        await client.LoginAsync(content.SessionManager!, _vcsim.Username, _vcsim.Password, cancellationToken: Cancellation);
        var source = await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/stopped", Cancellation);
        var folder = await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/Golden", Cancellation);
        var pool = await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/host/DC0_C0/Resources", Cancellation);
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = pool } };

        var done = await WaitAsync(client, content, await client.CloneVMTaskAsync(source!, folder!, "readme", spec, Cancellation), Cancellation);
        var again = await client.CloneVMTaskAsync(source!, folder!, "readme", spec, Cancellation);

        done.Result.Should().Be(await client.FindByInventoryPathAsync(content.SearchIndex!, "DC0/vm/Golden/readme", Cancellation));
        (await client.Invoking(it => WaitAsync(it, content, again, Cancellation)).Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("DuplicateName");
        (await ListAsync(client, content)).Should().Contain(line => line.EndsWith(" app-server 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_readme_shows_this_code()
    {
        var root = TestHost.RepositoryRoot!;
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "src", "VmSnapshot.Vim25", "README.md"), Cancellation);
        var test = await File.ReadAllTextAsync(Path.Combine(root, "tests", "VmSnapshot.IntegrationTests", "Vim25ReadmeTests.cs"), Cancellation);
        var samples = readme.Split("```csharp\n").Skip(2).Select(sample => sample.Split("```")[0]).ToList();

        samples.Should().HaveCount(2).And.AllSatisfy(sample => Unindented(test).Should().Contain(Unindented(sample)));
    }

    private static string Unindented(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));

    private static async Task<List<string>> ListAsync(VimClient client, ServiceContent content)
    {
        var lines = new List<string>();
        ManagedObjectReference view = await client.CreateContainerViewAsync(content.ViewManager!, content.RootFolder!, ["VirtualMachine"], recursive: true);
        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "VirtualMachine", PathSet = ["name", "config.hardware.numCPU"] }],
            ObjectSet = [new ObjectSpec { Obj = view, Skip = true, SelectSet = [new TraversalSpec { Type = "ContainerView", Path = "view" }] }],
        };
        RetrieveResult? page = await client.RetrievePropertiesExAsync(content.PropertyCollector!, [spec], new RetrieveOptions { MaxObjects = 500 });
        while (page is not null)
        {
            foreach (ObjectContent vm in page.Objects ?? [])
            {
                // A property without a value, or of a VM that is being made, isn't there.
                Dictionary<string, object?> values = (vm.PropSet ?? []).ToDictionary(property => property.Name!, property => property.Val);
                lines.Add($"{vm.Obj} {values.GetValueOrDefault("name")} {values.GetValueOrDefault("config.hardware.numCPU")}");
            }

            page = page.Token is null ? null : await client.ContinueRetrievePropertiesExAsync(content.PropertyCollector!, page.Token);
        }

        await client.DestroyViewAsync(view);
        return lines;
    }

    private static async Task<TaskInfo> WaitAsync(VimClient client, ServiceContent content, ManagedObjectReference task, CancellationToken stop)
    {
        // Of its own: two that wait must not share a collector.
        ManagedObjectReference collector = await client.CreatePropertyCollectorAsync(content.PropertyCollector!, stop);
        try
        {
            var filter = new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "Task", PathSet = ["info"] }], ObjectSet = [new ObjectSpec { Obj = task }] };
            await client.CreateFilterAsync(collector, filter, partialUpdates: false, stop);
            for (string? version = null; ;)
            {
                UpdateSet? news = await client.WaitForUpdatesExAsync(collector, version, new WaitOptions { MaxWaitSeconds = 30 }, stop);
                version = news?.Version ?? version; // null: no news within 30 seconds
                foreach (ObjectUpdate update in news?.FilterSet?.SelectMany(set => set.ObjectSet ?? []) ?? [])
                {
                    switch (update.ChangeSet?.Select(change => change.Val).OfType<TaskInfo>().LastOrDefault())
                    {
                        case { } info when info.State == TaskInfoState.Success:
                            return info; // info.Result is the new VM of a clone
                        case { } info when info.State == TaskInfoState.Error:
                            throw new VimFaultException(info.Error?.Fault?.WireTypeName ?? "MethodFault", info.Error?.LocalizedMessage, info.Error?.Fault);
                        case null when update.Kind == ObjectUpdateKind.Leave:
                            throw new VimFaultException("ManagedObjectNotFound", $"{task} is gone: tasks are forgotten some time after their end.");
                    }
                }
            }
        }
        finally
        {
            try
            {
                await client.DestroyPropertyCollectorAsync(collector, CancellationToken.None);
            }
            catch (VimException)
            {
                // It goes with the session.
            }
        }
    }
}
