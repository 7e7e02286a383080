using System.Runtime.CompilerServices;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>
/// What vCenter does, case by case, asked of a server over vim25. A case says what vCenter's documentation promises as a
/// line of text and returns what it saw as one, so that a server which is known to do otherwise can be held to exactly
/// that (<see cref="Differences"/>). All cases of a class share one inventory: what a case changes is its own.
/// </summary>
public abstract partial class BehaviourSuite(BehaviourServer server)
{
    protected const string Done = "done";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A case.</summary>
    /// <param name="documented">What vCenter's documentation says that is seen.</param>
    /// <param name="look">What is done, and seen.</param>
    /// <param name="name">Its name.</param>
    private async Task CaseAsync(string documented, Func<BehaviourSession, Task<string>> look, [CallerMemberName] string name = "")
    {
        string seen = await SeenAsync(server, look);
        server.Judge(name, documented, seen);
    }

    /// <summary>A case that may harm the server, or needs one with other settings.</summary>
    private async Task CaseOfItsOwnAsync(
        string documented, Func<BehaviourSession, Task<string>> look, TimeSpan? sessionIdleTimeout = null, [CallerMemberName] string name = "")
    {
        string seen;
        await using (BehaviourServer another = await server.StartAnotherAsync(sessionIdleTimeout))
        {
            seen = await SeenAsync(another, look);
        }

        server.Judge(name, documented, seen);
    }

    private static async Task<string> SeenAsync(BehaviourServer server, Func<BehaviourSession, Task<string>> look)
    {
        await using BehaviourSession session = await BehaviourSession.OpenAsync(server);
        string seen = "";
        string end = await EndOfAsync(async () => seen = await look(session));
        return end == Done ? seen : end;
    }

    /// <summary>How a call, or a task that is waited for, ends: the fault's name, or <see cref="Done"/>.</summary>
    private static async Task<string> EndOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return Done;
        }
        catch (VimFaultException fault)
        {
            return fault.FaultName;
        }
        catch (VimTransportException lost)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(lost.ToString());
            return "no answer";
        }
    }

    private static string Lines(params IEnumerable<object?> seen) => string.Join("; ", seen);

    private static string Sorted(IEnumerable<string?> seen) => string.Join(", ", seen.Order(StringComparer.Ordinal));
}
