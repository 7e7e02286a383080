namespace VmSnapshot.Vim25;

public partial class MethodFault
{
    private const int MaxUnknownCharacters = 64 * 1024;
    private System.Text.StringBuilder? _unknown;

    /// <summary>
    /// The elements of the fault that its class has no members for, as XML: of a fault without a class of its own all
    /// that it adds to its nearest base. Null when there are none. Elements beyond 64 K characters are left out. It is
    /// not written back to a server.
    /// </summary>
    public string? UnknownMembers => _unknown?.ToString();

    internal void KeepUnknown(Protocol.VimReader reader)
    {
        int room = MaxUnknownCharacters - (_unknown?.Length ?? 0);
        if (room <= 0)
        {
            reader.Skip();
            return;
        }

        (_unknown ??= new()).Append(reader.Raw(room));
    }
}
