using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace VmSnapshot.Benchmarks;

/// <summary>
/// As much of a vCenter as listing VMs in pages needs, which the simulator of the tests can't do. It invents the VMs
/// while it writes a page and keeps none. A process of its own, so that its memory isn't counted.
/// </summary>
internal static partial class PagingServer
{
    private const int UsualPage = 500;

    public static async Task RunAsync(int vms)
    {
        using var listener = new HttpListener();
        var endpoint = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(endpoint);
        listener.Start();
        Console.WriteLine(endpoint + "sdk");
        // Whoever started this ends it by closing the pipe, or by dying.
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(0);
        });
        while (true)
        {
            var context = await listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var answer = Encoding.UTF8.GetBytes(
                $"""<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>{Answer(await reader.ReadToEndAsync(), vms)}</e:Body></e:Envelope>""");
            context.Response.ContentType = "text/xml; charset=utf-8";
            context.Response.ContentLength64 = answer.Length;
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    private static string Answer(string request, int vms)
    {
        var operation = Operation().Match(request).Groups[1].Value;
        var value = operation switch
        {
            "RetrieveServiceContent" => """<rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">pc</propertyCollector><viewManager type="ViewManager">vm</viewManager><about><name>paging</name><fullName>paging</fullName><vendor>none</vendor><version>6.5.0</version><build>1</build><osType>none</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType><apiVersion>6.5</apiVersion></about><sessionManager type="SessionManager">sm</sessionManager><searchIndex type="SearchIndex">si</searchIndex>""",
            "Login" => "<key>1</key><userName>benchmark</userName><fullName/><loginTime>2026-01-01T00:00:00Z</loginTime><lastActiveTime>2026-01-01T00:00:00Z</lastActiveTime><locale>en</locale><messageLocale>en</messageLocale>",
            "CreateContainerView" => request.Contains("<type>VirtualMachine</type>", StringComparison.Ordinal) ? "view-vms" : "view-folders",
            "RetrievePropertiesEx" when request.Contains("view-vms", StringComparison.Ordinal) => Page(0, PageSize(request), vms),
            "ContinueRetrievePropertiesEx" => Page(Number(Token().Match(request), 1), Number(Token().Match(request), 2), vms),
            _ => null,
        };
        var type = operation == "CreateContainerView" ? " type=\"ContainerView\"" : "";
        return value is null ? $"<{operation}Response xmlns=\"urn:vim25\"/>" : $"<{operation}Response xmlns=\"urn:vim25\"><returnval{type}>{value}</returnval></{operation}Response>";
    }

    private static string Page(int first, int size, int vms)
    {
        var end = Math.Min(first + size, vms);
        var page = new StringBuilder();
        if (end < vms)
        {
            page.Append(CultureInfo.InvariantCulture, $"<token>{end}:{size}</token>");
        }

        for (var vm = first; vm < end; vm++)
        {
            page.Append(CultureInfo.InvariantCulture, $"""<objects><obj type="VirtualMachine">vm-{vm}</obj>""");
            Property("name", "string", $"machine-{vm}");
            Property("runtime.powerState", "VirtualMachinePowerState", "poweredOn");
            Property("config.template", "boolean", "false");
            Property("config.instanceUuid", "string", $"50000000-0000-0000-0000-{vm:d12}");
            Property("config.hardware.numCPU", "int", "4");
            Property("config.hardware.memoryMB", "int", "8192");
            page.Append("</objects>");
        }

        return page.ToString();

        void Property(string name, string type, string value) => page
            .Append("<propSet><name>").Append(name).Append("</name><val xsi:type=\"")
            .Append(char.IsLower(type[0]) ? "xsd:" : "").Append(type).Append("\">").Append(value).Append("</val></propSet>");
    }

    private static int PageSize(string request) => MaxObjects().Match(request) is { Success: true } given ? Number(given, 1) : UsualPage;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("<(?:\\w+:)?Body[^>]*>\\s*<(\\w+)")]
    private static partial Regex Operation();

    [GeneratedRegex("<token>(\\d+):(\\d+)</token>")]
    private static partial Regex Token();

    [GeneratedRegex("<maxObjects>(\\d+)</maxObjects>")]
    private static partial Regex MaxObjects();
}
