namespace VmSnapshot.Vim25.Tests.Support;

/// <summary>Answers as servers write them.</summary>
internal static class Soap
{
    internal const string Now = "<CurrentTimeResponse xmlns=\"urn:vim25\"><returnval>2026-01-02T03:04:05Z</returnval></CurrentTimeResponse>";

    internal static string Envelope(string body)
        => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
            + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<soapenv:Body>\n" + body + "\n</soapenv:Body>\n</soapenv:Envelope>";

    /// <summary>A fault whose detail uses prefixes that only the envelope declares, as vCenter's does.</summary>
    internal static string Fault(string text, string detail)
        => Envelope($"<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>{text}</faultstring><detail>{detail}</detail></soapenv:Fault>");
}
