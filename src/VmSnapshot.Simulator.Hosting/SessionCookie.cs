namespace VmSnapshot.Simulator.Hosting;

/// <summary>The cookie that holds a client's session, in the form that vCenter gives it: the value in quotes.</summary>
internal static class SessionCookie
{
    private const string Name = "vmware_soap_session";

    /// <summary>The session's key in a Cookie header, or null.</summary>
    internal static string? Read(string? header)
    {
        ReadOnlySpan<char> rest = header;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(';');
            ReadOnlySpan<char> pair = (end < 0 ? rest : rest[..end]).Trim();
            rest = end < 0 ? [] : rest[(end + 1)..];
            int equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals].TrimEnd().SequenceEqual(Name))
            {
                ReadOnlySpan<char> value = pair[(equals + 1)..].Trim().Trim('"');
                return value.IsEmpty ? null : value.ToString();
            }
        }

        return null;
    }

    internal static string Set(string key, bool isSecure) => $"{Name}=\"{key}\"; Path=/; HttpOnly{(isSecure ? "; Secure" : "")}";

    internal static string Clear(bool isSecure) => $"{Name}=\"\"; Path=/; Max-Age=0; HttpOnly{(isSecure ? "; Secure" : "")}";
}
