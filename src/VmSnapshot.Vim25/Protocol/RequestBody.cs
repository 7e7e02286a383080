using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Writes a request as the one element of a SOAP body.</summary>
internal static class RequestBody
{
    /// <exception cref="ArgumentException">A required value is missing, one came with a later version, or a text holds a character that XML can't carry.</exception>
    internal static string Write(VimRequestType request, SpokenVersion version)
    {
        var writer = new VimWriter(version);
        writer.OpenOperation(request.Operation);
        request.WriteMembers(writer);
        writer.CloseOperation(request.Operation);
        return writer.ToString();
    }
}
