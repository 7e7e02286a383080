namespace VmSnapshot.Vim25.Protocol;

/// <summary>The XML namespaces of the protocol.</summary>
internal static class VimNamespaces
{
    internal const string Vim = "urn:vim25";
    internal const string Schema = "http://www.w3.org/2001/XMLSchema";
    internal const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    internal const string Declarations = "http://www.w3.org/2000/xmlns/";
    internal const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
}
