using System.Collections.Concurrent;
using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>
/// A vCenter of a few lines: it answers each method as the test says, keeps what it was sent, and asks for a login. With the gateway that
/// talks to it.
/// </summary>
internal sealed class FakeVCenter : IAsyncDisposable
{
    internal const string User = "portal@vsphere.local";
    internal const string Password = "s3cr3t&<\"pass";

    private readonly ConcurrentDictionary<string, Func<XElement, Task<Answer>>> _answers = new();
    private readonly ConcurrentQueue<XElement> _received = new();
    private readonly ConcurrentQueue<string> _logged = new();
    private readonly ConcurrentQueue<string> _traced = new();
    private readonly ActivityListener _listener;
    private readonly LoopbackServer _server;
    private readonly ServiceProvider _services;
    private int _sessions;

    internal FakeVCenter(Action<VSphereOptions>? configure = null)
    {
        _server = new LoopbackServer(AnswerAsync);
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _traced.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(_listener);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new RecordingLoggers(_logged));
        services.AddVmSnapshot()
            .UseVSphere(o =>
            {
                o.Endpoint = _server.Endpoint;
                o.CallTimeout = TimeSpan.FromSeconds(20);
                o.ReadRetries = 0;
                configure?.Invoke(o);
            })
            .UseCredentials(stop => Credentials(stop));
        _services = services.BuildServiceProvider();
        On("RetrieveServiceContent", ServiceContent);
        On("Login", _ => Answer.Returning(
            $"<returnval><key>session-{Interlocked.Increment(ref _sessions)}</key><userName>VSPHERE.LOCAL\\portal</userName><fullName>Portal</fullName>"
            + "<loginTime>2026-03-01T08:00:00.123456Z</loginTime><lastActiveTime>2026-03-01T08:00:00.123456Z</lastActiveTime><locale>en</locale><messageLocale>en</messageLocale></returnval>"));
        On("Logout", string.Empty);
        On("RetrievePropertiesEx", Inventory.Retrieve);
        On("ContinueRetrievePropertiesEx", Inventory.Continue);
        On("CancelRetrievePropertiesEx", Inventory.Cancel);
        On("CreateContainerView", """<returnval type="ContainerView">session[52c1]52d2</returnval>""");
        On("DestroyView", string.Empty);
    }

    internal FakeInventory Inventory { get; } = new();

    internal Func<CancellationToken, ValueTask<VSphereCredential>> Credentials { get; set; } = _ => new(new VSphereCredential(User, Password));

    internal IVSphereGateway Gateway => _services.GetRequiredService<IVSphereGateway>();

    internal string Endpoint => _server.Endpoint.Authority;

    /// <summary>The names of the methods called, in order.</summary>
    internal IReadOnlyList<string> Calls => [.. _received.Select(r => r.Name.LocalName)];

    internal string Logged => string.Join('\n', _logged);

    internal string Traced => string.Join('\n', _traced);

    private static string Versions =>
        """<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>8.0.3.0</version><priorVersions><version>8.0.2.0</version><version>7.0</version><version>6.7</version><version>6.5</version></priorVersions></namespace></namespaces>""";

    private static string ServiceContent { get; } = """
        <returnval>
        <rootFolder type="Folder">group-d1</rootFolder>
        <propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>
        <viewManager type="ViewManager">ViewManager</viewManager>
        <about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.3 build-24022515</fullName><vendor>VMware, Inc.</vendor>
        <version>8.0.3</version><build>24022515</build><localeVersion>INTL</localeVersion><localeBuild>000</localeBuild><osType>linux-x64</osType>
        <productLineId>vpx</productLineId><apiType>VirtualCenter</apiType><apiVersion>8.0.3.0</apiVersion>
        <instanceUuid>0f2a9d5e-5f6e-4d53-9a59-0d1e6f1d2c3b</instanceUuid></about>
        <sessionManager type="SessionManager">SessionManager</sessionManager>
        <authorizationManager type="AuthorizationManager">AuthorizationManager</authorizationManager>
        <searchIndex type="SearchIndex">SearchIndex</searchIndex>
        </returnval>
        """;

    /// <summary>Answers one after the other; the last one is repeated.</summary>
    internal FakeVCenter On(string method, params Answer[] answers)
    {
        var next = -1;
        return On(method, _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

    internal FakeVCenter On(string method, Func<XElement, Answer> answer) => OnAsync(method, request => Task.FromResult(answer(request)));

    internal FakeVCenter OnAsync(string method, Func<XElement, Task<Answer>> answer)
    {
        _answers[method] = answer;
        return this;
    }

    internal IReadOnlyList<XElement> Requests(string method) => [.. _received.Where(r => r.Name.LocalName == method)];

    internal XElement Request(string method) => Requests(method).Should().ContainSingle().Subject;

    /// <summary>As a host that shuts down.</summary>
    internal ValueTask DisposeGatewayAsync() => _services.DisposeAsync();

    /// <summary>As a host that shuts down without waiting for anything asynchronous.</summary>
    internal void DisposeGateway() => _services.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _listener.Dispose();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(ReceivedRequest request, Stream stream, CancellationToken stop)
    {
        if (request.Head.StartsWith("GET /sdk/vimServiceVersions.xml ", StringComparison.Ordinal))
        {
            await LoopbackServer.SendAsync(stream, Versions, stop);
            return;
        }

        var call = XDocument.Parse(request.Body).Root!.Elements().Single(e => e.Name.LocalName == "Body").Elements().Single();
        var method = call.Name.LocalName;
        _received.Enqueue(call);
        var answer = _answers.TryGetValue(method, out var script) ? await script(call) : Answer.Fault("MethodNotFound", $"{method} has no answer in this test");
        if (answer == Answer.Dropped)
        {
            throw new IOException("The connection is closed as the test says.");
        }

        if (answer.FaultName is { } fault)
        {
            var text = new XText(answer.FaultText).ToString();
            await LoopbackServer.SendAsync(
                stream, Soap.Fault(text, $"""<{fault}Fault xmlns="urn:vim25" xsi:type="{fault}">{answer.Content}</{fault}Fault>"""), stop, status: 500);
            return;
        }

        await LoopbackServer.SendAsync(stream, Soap.Envelope($"""<{method}Response xmlns="urn:vim25">{answer.Content}</{method}Response>"""), stop);
    }

    private sealed class RecordingLoggers(ConcurrentQueue<string> lines) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
