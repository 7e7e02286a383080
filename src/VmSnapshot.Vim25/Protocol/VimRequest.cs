using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>One call in the making: its name, its elements, and how long the server may hold its answer back.</summary>
internal sealed class VimRequest
{
    private VimRequest(string operation, SpokenVersion version)
    {
        Operation = operation;
        Version = version;
        Body = new VimWriter(version);
    }

    /// <summary>The wire name of the operation.</summary>
    internal string Operation { get; }

    /// <summary>The version that it is written in.</summary>
    internal SpokenVersion Version { get; }

    internal VimWriter Body { get; }

    /// <summary>Seconds that the caller lets the server wait for news, on top of the time that any call has.</summary>
    internal int HeldBackSeconds { get; set; }

    internal static VimRequest Start(string operation, ManagedObjectReference self, SpokenVersion version)
    {
        ArgumentNullException.ThrowIfNull(self);
        var request = new VimRequest(operation, version);
        request.Body.OpenOperation(operation);
        request.Body.Reference("_this", self);
        return request;
    }

    /// <summary>The whole element. Call it once.</summary>
    internal string Finish()
    {
        Body.CloseOperation(Operation);
        return Body.ToString();
    }
}
