using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Calls;

public class CallLogTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> RequestNames => [.. typeof(VimRequestType).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(VimRequestType)) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task An_operation_that_does_not_exist_is_not_one_that_was_not_called()
    {
        await using var simulator = new VCenterSimulator();

        simulator.Calls.Invoking(calls => calls.Of("CloneVm_Task")).Should().Throw<ArgumentException>().WithMessage("*'CloneVm_Task'*");
        simulator.Calls.Of("CloneVM_Task").Should().BeEmpty();
    }

    [Fact]
    public async Task Every_call_is_recorded_with_its_arguments_its_user_its_time_and_its_outcome()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        clock.Advance(TimeSpan.FromSeconds(10));
        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        var ghost = new ManagedObjectReference("VirtualMachine", "vm-ghost");
        await FluentActions.Awaiting(() => user.Client.PowerOnVMTaskAsync(ghost, cancellationToken: Stop)).Should().ThrowAsync<VimFaultException>();

        IReadOnlyList<RecordedCall> calls = simulator.Calls.All;

        calls.Select(call => call.Operation).Should().Equal("RetrieveServiceContent", "Login", "CurrentTime", "PowerOnVM_Task");
        calls.Select(call => call.Number).Should().Equal(1, 2, 3, 4);
        calls.Select(call => call.UserName).Should().Equal(null, null, "user", "user");
        calls.Select(call => call.FaultName).Should().Equal(null, null, null, "ManagedObjectNotFound");
        calls.Should().OnlyContain(call => call.HasEnded && call.ApiVersion == VimVersions.Newest);
        calls[2].Time.Should().Be(calls[1].Time + TimeSpan.FromSeconds(10));
        calls[3].Target.Should().Be(ghost);
        calls[3].ToString().Should().Be("4 PowerOnVM_Task VirtualMachine:vm-ghost ManagedObjectNotFound");
        simulator.Calls.Of("CurrentTime").Should().ContainSingle();
        simulator.Calls.Requests<LoginRequestType>().Should().ContainSingle().Which.UserName.Should().Be("user");
    }

    [Fact]
    public async Task What_comes_in_while_the_clock_leaps_is_recorded_at_the_clock_s_time()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 0, 0, TimeSpan.Zero));
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CurrentTime").Refuse(new NotSupported());
        lock (simulator.VCenter.World.Gate)
        {
            // What happens by itself happens at its own time; a call on another thread has nothing to do with that.
            simulator.VCenter.World.After(TimeSpan.FromMinutes(10), () => Task.Run(
                () => user.Client.Invoking(client => client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>(), Stop).Wait(Stop));
        }

        clock.Advance(TimeSpan.FromHours(1));

        simulator.Calls.All[^1].Time.Should().Be(clock.GetUtcNow());
        simulator.Faults.Fired.Should().ContainSingle().Which.Time.Should().Be(clock.GetUtcNow());
    }

    [Fact]
    public async Task A_call_that_fails_by_a_mistake_has_ended_too()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.OnAny(_ => throw new KeyNotFoundException("A test's own mistake.")).Refuse(new NotSupported());

        Func<Task> call = () => user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        (await call.Should().ThrowAsync<VimFaultException>().WithMessage("*A test's own mistake.*")).Which.FaultName.Should().Be("SystemError");
        simulator.Calls.All[^1].HasEnded.Should().BeTrue();
        simulator.Calls.All[^1].FaultName.Should().Be("SystemError");
        simulator.Faults.Clear();
    }

    [Fact]
    public async Task What_a_client_changes_in_a_spec_afterwards_does_not_change_the_record()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec(), Config = new VirtualMachineConfigSpec { NumCPUs = 3 } };

        await FluentActions.Awaiting(() => user.Client.CloneVMTaskAsync(new("VirtualMachine", "vm-ghost"), new("Folder", "f"), "a", spec, Stop)).Should().ThrowAsync<VimFaultException>();
        spec.Config.NumCPUs = 4;

        simulator.Calls.Requests<CloneVMRequestType>().Single().Spec!.Config!.NumCPUs.Should().Be(3);
    }

    [Fact]
    public async Task The_latest_calls_are_kept_up_to_a_number_and_can_be_forgotten()
    {
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { MaxRecordedCalls = 3 });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        for (int call = 0; call < 4; call++)
        {
            await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        }

        simulator.Calls.All.Select(call => call.Number).Should().Equal(4, 5, 6);
        simulator.Calls.Clear();
        simulator.Calls.All.Should().BeEmpty();
        simulator.Calls.Count.Should().Be(6);
    }

    [Fact]
    public async Task With_no_room_for_any_nothing_is_recorded_and_everything_counted()
    {
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { MaxRecordedCalls = 0 });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        simulator.Calls.All.Should().BeEmpty();
        simulator.Calls.Count.Should().Be(2);
    }

    [Fact]
    public async Task Calls_from_many_clients_at_a_time_are_all_recorded()
    {
        await using var simulator = new VCenterSimulator();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using LoggedIn user = await LoggedIn.ToAsync(simulator);
            for (int call = 0; call < 50; call++)
            {
                await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
            }
        }, Stop)));

        simulator.Calls.All.Select(call => call.Number).Order().Should().Equal(Enumerable.Range(1, 8 * 52).Select(number => (long)number));
    }

    [Theory]
    [MemberData(nameof(RequestNames))]
    public void Nothing_secret_gets_into_the_record(string requestName)
    {
        var request = (VimRequestType)Full(typeof(VimRequestType).Assembly.GetType("VmSnapshot.Vim25." + requestName, throwOnError: true)!, 7)!;

        VimRequestType blanked = Secrets.Blanked(request);

        SecretsIn(blanked).Where(secret => secret != Secrets.Blank).Should().BeEmpty();
        SecretsIn(request).Where(secret => secret != Text).Should().BeEmpty("the call itself goes on with them");
        SecretsIn(request).Should().HaveCount(SecretsIn(blanked).Count());
        if (request is LoginRequestType or CloneVMRequestType or CustomizeVMRequestType or CreateCustomizationSpecRequestType)
        {
            SecretsIn(request).Should().NotBeEmpty("the sample has to have some");
        }
    }

    private const string Text = "text";

    /// <summary>What the schema calls secret, and every text of a type or a member that is a password or a credential.</summary>
    private static IEnumerable<string?> SecretsIn(object? value) => value switch
    {
        CustomizationPassword password => [password.Value],
        IList list => list.Cast<object?>().SelectMany(SecretsIn),
        DynamicData data => Members(data.GetType()).SelectMany(member =>
            member.PropertyType == typeof(string) && IsSecret(data, member) ? [(string?)member.GetValue(data)] : SecretsIn(member.GetValue(data))),
        _ => [],
    };

    private static bool IsSecret(DynamicData owner, PropertyInfo member)
        => member.Name.EndsWith("Password", StringComparison.Ordinal)
            || owner.GetType().Name.EndsWith("Credential", StringComparison.Ordinal) && member.Name == "Token"
            || owner is VimRequestType request && request.SecretParameters.Contains(char.ToLowerInvariant(member.Name[0]) + member.Name[1..]);

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties().Where(member => member.CanWrite);

    /// <summary>A value whose members are set so many levels down, with the types that hold secrets where a base is declared.</summary>
    private static object? Full(Type type, int depth)
    {
        if (type == typeof(string))
        {
            return Text;
        }

        if (!type.IsSubclassOf(typeof(DynamicData)) || depth == 0)
        {
            return type == typeof(ManagedObjectReference) ? new ManagedObjectReference("VirtualMachine", "vm-1") : null;
        }

        Type made = type switch
        {
            _ when type == typeof(CustomizationIdentitySettings) => typeof(CustomizationSysprep),
            _ when type == typeof(ServiceLocatorCredential) => typeof(ServiceLocatorNamePassword),
            _ => type,
        };
        object value = Activator.CreateInstance(made)!;
        foreach (PropertyInfo member in Members(made))
        {
            if (Full(member.PropertyType, depth - 1) is { } content)
            {
                member.SetValue(value, content);
            }
        }

        return value;
    }
}
