namespace VmSnapshot.Vim25.Protocol;

/// <summary>What a writer does about a required value that is missing, and about what the version spoken doesn't have.</summary>
internal enum WritingMode
{
    /// <summary>A client refuses to send it.</summary>
    Refusing,

    /// <summary>A server leaves it out: its clients read what they know.</summary>
    LeavingOut,

    /// <summary>Written for a comparison with what a client sent: notes it, writes it all the same, and names the type of every object.</summary>
    Noting,
}
