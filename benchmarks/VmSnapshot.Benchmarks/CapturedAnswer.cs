using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace VmSnapshot.Benchmarks;

/// <summary>The bytes of a RetrievePropertiesEx answer for all VMs, as the simulator sends them now.</summary>
internal static class CapturedAnswer
{
    public static async Task<byte[]> FetchAsync(Uri vCenter)
    {
        using var http = new HttpClient { BaseAddress = vCenter };
        await PostAsync(http, $"""
            <Login><_this type="SessionManager">SessionManager</_this>{new XElement("userName", Environment.GetEnvironmentVariable("VMSNAPSHOT_USERNAME"))}{new XElement("password", Environment.GetEnvironmentVariable("VMSNAPSHOT_PASSWORD"))}</Login>
            """);
        var view = XDocument.Parse(Encoding.UTF8.GetString(await PostAsync(http, """
            <CreateContainerView><_this type="ViewManager">ViewManager</_this><container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive></CreateContainerView>
            """))).Descendants().Single(element => element.Name.LocalName == "returnval").Value;
        var answer = await PostAsync(http, $"""
            <RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>
            <propSet><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>config.hardware.numCPU</pathSet><pathSet>config.hardware.memoryMB</pathSet><pathSet>config.uuid</pathSet><pathSet>runtime.powerState</pathSet><pathSet>config.hardware.device</pathSet></propSet>
            <objectSet><obj type="ContainerView">{view}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet>
            </specSet><options/></RetrievePropertiesEx>
            """);
        await PostAsync(http, """<Logout><_this type="SessionManager">SessionManager</_this></Logout>""");
        return answer;
    }

    private static async Task<byte[]> PostAsync(HttpClient http, string call)
    {
        var envelope = $"""
            <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Body>{call.Trim().Insert(call.Trim().IndexOf('>'), " xmlns=\"urn:vim25\"")}</Body></Envelope>
            """;
        using var content = new StringContent(envelope, Encoding.UTF8, new MediaTypeHeaderValue("text/xml"));
        content.Headers.Add("SOAPAction", "\"urn:vim25/6.5\"");
        using var response = await http.PostAsync((Uri?)null, content);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }
}
