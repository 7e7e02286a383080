using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>A call that a client made, and what became of it.</summary>
public sealed class RecordedCall
{
    internal RecordedCall(long number, VimRequestType request, string apiVersion, DateTimeOffset time)
    {
        Number = number;
        Request = request;
        ApiVersion = apiVersion;
        Time = time;
    }

    /// <summary>Its place among all calls, from 1.</summary>
    public long Number { get; }

    /// <summary>When it came in, by the simulator's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The wire name of the operation, such as <c>CloneVM_Task</c>.</summary>
    public string Operation => Request.Operation;

    /// <summary>What it was called on.</summary>
    public ManagedObjectReference Target => Request.This!;

    /// <summary>
    /// The request with all its arguments, as it came in; a copy. Passwords and tickets in it are replaced by
    /// <c>***</c>. What clients put into texts of their own, such as an answer file, stays as it is.
    /// </summary>
    public VimRequestType Request { get; }

    /// <summary>The version of the API that the client spoke.</summary>
    public string ApiVersion { get; }

    /// <summary>The login it was made with; null without one.</summary>
    public string? UserName { get; internal set; }

    /// <summary>Whether it has been carried out or refused; a long poll takes a while to.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The wire name of the fault that it was answered with, or the <see cref="VimTransportError"/> when the simulator gave no answer at all; null while it runs and when it went well.</summary>
    public string? FaultName { get; private set; }

    /// <summary>Number, operation, target and outcome.</summary>
    public override string ToString() => $"{Number} {Operation} {Target}{(!HasEnded ? " …" : FaultName is null ? "" : " " + FaultName)}";

    internal void End(string? faultName)
    {
        FaultName = faultName;
        HasEnded = true;
    }
}
