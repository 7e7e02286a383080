using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>How calls are made: once where they change something, and not at all for a token that is cancelled.</summary>
public abstract partial class GatewayConformance
{
    [Fact]
    public Task A_read_with_a_cancelled_token_is_cancelled() => CaseAsync(async () =>
    {
        await Gateway.ConnectAsync(Stop);
        var stopped = new CancellationToken(canceled: true);
        MoRef vm = Places.Vm.MoRef;
        Func<Task>[] reads =
        [
            () => Gateway.ListVmsAsync(null, stopped).ToListAsync(Stop).AsTask(),
            () => Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, Places.Vm.Name), stopped),
            () => Gateway.ReadVmAsync(vm, stopped),
            () => Gateway.FindAsync(InventoryKind.Datastore, Places.Datastore.Name, Places.Vm.Datacenter, stopped),
            () => Gateway.ReadObjectsAsync([Places.Folder.MoRef], stopped),
            () => Gateway.FindVmInFolderAsync(Places.Folder.MoRef, Places.Vm.Name, stopped),
            () => Gateway.FindMissingPrivilegesAsync(["System.View"], stopped),
            () => Gateway.IsQuiescedAsync(vm, new MoRef("VirtualMachineSnapshot", "snapshot-999999999"), stopped),
            () => Gateway.FindNativeSnapshotsAsync(vm, "base", stopped),
            () => Gateway.FindUnfinishedTasksAsync(vm, stopped),
            () => Gateway.WatchTaskAsync(ForgottenTask, stopped).ToListAsync(Stop).AsTask(),
            () => Gateway.ReadTaskAsync(ForgottenTask, stopped),
        ];
        foreach (Func<Task> read in reads)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(read);
        }
    });

    [Fact]
    public Task A_mutation_with_a_cancelled_token_is_cancelled_and_not_sent() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("not-sent");
        foreach ((string method, Func<CancellationToken, Task> call) in await MutationsOfAsync(vm))
        {
            int before = _fixture.CountSent(method);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(new CancellationToken(canceled: true)));
            Assert.True(_fixture.CountSent(method) == before, $"{method} was sent.");
        }
    });

    [Fact]
    public Task Every_mutation_is_sent_exactly_once() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("once");
        foreach ((string method, Func<CancellationToken, Task> call) in await MutationsOfAsync(vm))
        {
            int before = _fixture.CountSent(method);
            await call(Stop);
            Assert.True(_fixture.CountSent(method) == before + 1, $"{method} was sent {_fixture.CountSent(method) - before} times.");
        }
    });

    [Fact]
    public Task A_mutation_that_is_refused_is_sent_exactly_once() => CaseAsync(async () =>
    {
        foreach ((string method, Func<CancellationToken, Task> call) in MutationsOfWhatIsGone())
        {
            int before = _fixture.CountSent(method);
            await Assert.ThrowsAnyAsync<VmSnapshotException>(() => call(Stop));
            Assert.True(_fixture.CountSent(method) == before + 1, $"{method} was sent {_fixture.CountSent(method) - before} times.");
        }
    });

    [Fact]
    public Task A_mutation_whose_answer_is_lost_is_not_sent_again_and_may_have_been_executed() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("lost");
        int before = _fixture.CountSent("PowerOnVM_Task");
        _fixture.LoseNextReply("PowerOnVM_Task");
        var lost = await Assert.ThrowsAnyAsync<VmSnapshotException>(() => Gateway.StartPowerOnAsync(vm, Stop));
        Assert.Equal((VmSnapshotErrorCodes.VCenterUnreachable, true, true), (lost.Code, lost.MayHaveBeenExecuted, lost.IsTransient));
        Assert.Equal(before + 1, _fixture.CountSent("PowerOnVM_Task"));
        await EventuallyAsync(async () => (await LookAtAsync(vm)).IsPoweredOn);
        Assert.Equal(VmPowerState.PoweredOn, (await ReadAsync(vm)).PowerState);
    });

    [Fact]
    public Task A_clone_whose_answer_is_lost_is_not_sent_again_and_is_found_by_what_it_was_given() => CaseAsync(async () =>
    {
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("lost-clone"));
        int before = _fixture.CountSent("CloneVM_Task");
        _fixture.LoseNextReply("CloneVM_Task");
        var lost = await Assert.ThrowsAnyAsync<VmSnapshotException>(() => Gateway.StartCloneAsync(clone, Stop));
        Assert.True(lost.MayHaveBeenExecuted);
        Assert.Equal(before + 1, _fixture.CountSent("CloneVM_Task"));
        await EventuallyAsync(async () => await Gateway.FindVmInFolderAsync(clone.Folder, clone.Name, Stop) is not null);
        VmSummary found = Assert.Single(await Gateway.FindVmsAsync(new VmReference(VmReferenceKind.InstanceUuid, clone.InstanceUuid.ToString()), Stop));
        _made.Add(found.MoRef);
        Assert.Equal(clone.Marker, (await ReadAsync(found.MoRef)).Marker);
    });

    /// <summary>All mutations of the port, in an order in which one VM takes them all.</summary>
    private async Task<(string Method, Func<CancellationToken, Task> Call)[]> MutationsOfAsync(MoRef vm)
    {
        MoRef snapshot = await TakeAsync(vm, "to-be-removed");
        MoRef template = await MakeVmAsync("to-be-marked");
        MoRef doomed = await MakeVmAsync("doomed");
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("mutation"));
        return
        [
            ("CloneVM_Task", async token => _made.Add(Assert.NotNull((await SucceedAsync(Gateway.StartCloneAsync(clone, token))).Result))),
            ("MarkAsTemplate", token => Gateway.MarkAsTemplateAsync(template, token)),
            ("ReconfigVM_Task", token => SucceedAsync(Gateway.StartReconfigureAsync(vm, new ReconfigureVm { Cpus = 2 }, token))),
            ("CreateSnapshot_Task", token => SucceedAsync(Gateway.StartCreateNativeSnapshotAsync(vm, Snapshot("mutation"), token))),
            ("RemoveSnapshot_Task", token => SucceedAsync(Gateway.StartRemoveNativeSnapshotAsync(snapshot, token))),
            ("CustomizeVM_Task", token => SucceedAsync(Gateway.StartCustomizeAsync(vm, new LinuxGuest { HostName = "conformance" }, NoSecrets, token))),
            ("PowerOnVM_Task", token => SucceedAsync(Gateway.StartPowerOnAsync(vm, token))),
            ("PowerOffVM_Task", token => SucceedAsync(Gateway.StartPowerOffAsync(vm, token))),
            ("Destroy_Task", token => SucceedAsync(Gateway.StartDestroyAsync(doomed, token))),
        ];
    }

    // Those that read something first aren't here: what is gone is found out before anything is sent.
    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> MutationsOfWhatIsGone() =>
    [
        ("MarkAsTemplate", token => Gateway.MarkAsTemplateAsync(GoneVm, token)),
        ("CreateSnapshot_Task", token => Gateway.StartCreateNativeSnapshotAsync(GoneVm, Snapshot("gone"), token)),
        ("PowerOnVM_Task", token => Gateway.StartPowerOnAsync(GoneVm, token)),
        ("PowerOffVM_Task", token => Gateway.StartPowerOffAsync(GoneVm, token)),
        ("Destroy_Task", token => Gateway.StartDestroyAsync(GoneVm, token)),
    ];

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (int attempt = 0; !await condition(); attempt++)
        {
            Assert.True(attempt < 600, "What was sent has no effect within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
        }
    }
}
