using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>A login to a <see cref="BehaviourServer"/>, and what nearly every case does with one.</summary>
public sealed class BehaviourSession : IAsyncDisposable
{
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromSeconds(20);

    private BehaviourSession(BehaviourServer server, VimClient client, ServiceContent content, UserSession login)
    {
        Server = server;
        Client = client;
        Content = content;
        Login = login;
    }

    public BehaviourServer Server { get; }

    public VimClient Client { get; }

    public ServiceContent Content { get; }

    public UserSession Login { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BehaviourSession> OpenAsync(BehaviourServer server)
    {
        VimClient client = server.Connect();
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        UserSession login = await client.LoginAsync(content.SessionManager!, server.UserName, server.Password, cancellationToken: Stop);
        return new BehaviourSession(server, client, content, login);
    }

    /// <summary>The object of an inventory path, which has to be there.</summary>
    public async Task<ManagedObjectReference> FindAsync(string path)
        => await Client.FindByInventoryPathAsync(Content.SearchIndex!, path, Stop) ?? throw new InvalidOperationException($"The inventory has no {path}.");

    /// <summary>A property of an object; null when it has no value.</summary>
    public async Task<object?> ReadAsync(ManagedObjectReference of, string path)
    {
        RetrieveResult? result = await Client.RetrievePropertiesExAsync(Content.PropertyCollector!, [Specs.Of(of, path)], new RetrieveOptions(), Stop);
        ObjectContent content = result!.Objects!.Single();
        return content.MissingSet is [{ } missing, ..]
            ? throw new VimFaultException(missing.Fault?.Fault?.WireTypeName ?? "MethodFault", $"{path} is missing", missing.Fault?.Fault)
            : content.PropSet?.SingleOrDefault()?.Val;
    }

    public async Task<T> ReadAsync<T>(ManagedObjectReference of, string path)
        => (T)(await ReadAsync(of, path) ?? throw new InvalidOperationException($"{of} has no {path}."));

    /// <summary>A VM's configuration.</summary>
    public Task<VirtualMachineConfigInfo> ConfigAsync(ManagedObjectReference vm) => ReadAsync<VirtualMachineConfigInfo>(vm, "config");

    /// <summary>A VM's devices of a class.</summary>
    public async Task<List<T>> DevicesAsync<T>(ManagedObjectReference vm)
        => [.. (await ConfigAsync(vm)).Hardware!.Device!.OfType<T>()];

    /// <summary>How a task ended, whenever that is.</summary>
    public async Task<TaskInfo> EndOfAsync(Task<ManagedObjectReference> start)
    {
        ManagedObjectReference task = await start;
        for (long started = TimeProvider.System.GetTimestamp(); ;)
        {
            var info = await ReadAsync<TaskInfo>(task, "info");
            if (info.State == TaskInfoState.Success || info.State == TaskInfoState.Error)
            {
                return info;
            }

            if (TimeProvider.System.GetElapsedTime(started) > TaskTimeout)
            {
                throw new InvalidOperationException($"{info.DescriptionId} is still {info.State}.");
            }

            await Task.Delay(10, Stop);
        }
    }

    /// <summary>The result of a task, which has to succeed.</summary>
    /// <exception cref="VimFaultException">The fault that it failed with.</exception>
    public async Task<object?> ResultOfAsync(Task<ManagedObjectReference> start)
    {
        TaskInfo info = await EndOfAsync(start);
        return info.State == TaskInfoState.Success
            ? info.Result
            : throw new VimFaultException(info.Error?.Fault?.WireTypeName ?? "MethodFault", info.Error?.LocalizedMessage, info.Error?.Fault);
    }

    /// <summary>A powered-off copy of the VM <c>stopped</c>, a case's own, beside it.</summary>
    /// <param name="name">Its name, which no other case uses.</param>
    /// <param name="change">What is to be different about the clone.</param>
    public async Task<ManagedObjectReference> NewVmAsync(string name, Action<VirtualMachineCloneSpec>? change = null)
    {
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await FindAsync(Names.Pool) } };
        change?.Invoke(spec);
        return await CloneAsync(await FindAsync(Names.Stopped), name, spec);
    }

    /// <summary>The new VM of a clone into the folder of VMs.</summary>
    public async Task<ManagedObjectReference> CloneAsync(ManagedObjectReference source, string name, VirtualMachineCloneSpec spec)
        => (ManagedObjectReference)(await ResultOfAsync(Client.CloneVMTaskAsync(source, await FindAsync(Names.VmFolder), name, spec, Stop)))!;

    /// <summary>Changes a VM's configuration and returns it as it is then.</summary>
    public async Task<VirtualMachineConfigInfo> ReconfigureAsync(ManagedObjectReference vm, VirtualMachineConfigSpec spec)
    {
        await ResultOfAsync(Client.ReconfigVMTaskAsync(vm, spec, Stop));
        return await ConfigAsync(vm);
    }

    public Task PowerOnAsync(ManagedObjectReference vm) => ResultOfAsync(Client.PowerOnVMTaskAsync(vm, cancellationToken: Stop));

    public Task PowerOffAsync(ManagedObjectReference vm) => ResultOfAsync(Client.PowerOffVMTaskAsync(vm, Stop));

    /// <summary>The new snapshot of a VM.</summary>
    public async Task<ManagedObjectReference> SnapshotAsync(ManagedObjectReference vm, string name)
        => (ManagedObjectReference)(await ResultOfAsync(Client.CreateSnapshotTaskAsync(vm, name, "of a test", memory: false, quiesce: false, Stop)))!;

    /// <summary>Logs out, so that nothing of one case is left to the next.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Client.LogoutAsync(Content.SessionManager!, CancellationToken.None);
        }
        catch (VimException)
        {
            // The case ended the session itself, or the server with it.
        }

        await Client.DisposeAsync();
    }
}
