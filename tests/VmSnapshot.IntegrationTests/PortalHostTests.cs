using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace VmSnapshot.IntegrationTests;

/// <summary>The sample of the README, as a process of its own.</summary>
public sealed class PortalHostTests : IAsyncDisposable
{
    private const string Ready = "Now listening on: ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-");
    private Process? _portal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_can_not_be_read_is_told_why()
    {
        (string Path, string Body, string Message)[] cases =
        [
            ("/vms", "{", "LineNumber: 0"),
            ("/vms", """{"snapshot":"base-1","name":"web-1","cpus":"many"}""", "$.cpus"),
            ("/vms", """{"snapshot":"base-1"}""", "'name'"),
            ("/snapshots", string.Empty, "body"),
        ];
        using var client = new HttpClient { BaseAddress = await StartAsync() };

        foreach (var (path, body, message) in cases)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Token);

            var said = await response.Content.ReadAsStringAsync(Token);
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest, "'{0}' can't be read: {1}", body, said);
            using var error = JsonDocument.Parse(said);
            error.RootElement.GetProperty("code").GetString().Should().Be("invalidArguments");
            error.RootElement.GetProperty("message").GetString().Should().Contain(message);
        }

        // As curl sends it where its header is forgotten.
        using var form = new StringContent("""{"vm":"golden","name":"base-1"}""", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var refused = await client.PostAsync(new Uri("/snapshots", UriKind.Relative), form, Token);
        refused.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await refused.Content.ReadAsStringAsync(Token)).Should().Contain("Unsupported Media Type");
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            _portal.Kill();
            await _portal.WaitForExitAsync(CancellationToken.None);
            _portal.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Starts it, and returns where it listens.</summary>
    private async Task<Uri> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PortalHost.dll")])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
        };
        // As it is deployed: what is told to a developer only must not be all there is.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        // Nothing that is asked here gets as far as a vCenter.
        start.Environment["VCenter__Endpoint"] = "http://127.0.0.1:1/sdk";
        start.Environment["VCenter__UserName"] = "user";
        start.Environment["VCenter__Password"] = "pass";
        _portal = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new StringBuilder();
        _portal.OutputDataReceived += (_, line) =>
        {
            said.AppendLine(line.Data);
            if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException($"The sample ended: {said}"));
            }
            else if (line.Data.IndexOf(Ready, StringComparison.Ordinal) is >= 0 and var at)
            {
                listening.TrySetResult(new Uri(line.Data[(at + Ready.Length)..]));
            }
        };
        _portal.BeginOutputReadLine();
        return await listening.Task.WaitAsync(TimeSpan.FromMinutes(2), Token);
    }
}
