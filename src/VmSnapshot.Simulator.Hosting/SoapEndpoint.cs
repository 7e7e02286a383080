using System.Buffers;
using Microsoft.AspNetCore.Http;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>What is served at which path: the SDK, and the versions that it speaks.</summary>
internal sealed class SoapEndpoint(VCenter vCenter, SimulatorServerOptions options)
{
    private const string SdkPath = "/sdk";
    private const string VersionsPath = "/sdk/vimServiceVersions.xml";

    private readonly AnswerWriter _answers = new(options, vCenter.World.Clock);

    internal Task HandleAsync(HttpContext context)
    {
        PathString path = context.Request.Path;
        if (path == SdkPath || path == SdkPath + "/")
        {
            return HttpMethods.IsPost(context.Request.Method) ? CallAsync(context) : Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }

        return path == VersionsPath && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            ? AnswerWriter.WriteAsync(context, StatusCodes.Status200OK, "text/xml", VersionsDocument.Bytes)
            : Refuse(context, StatusCodes.Status404NotFound);
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status405MethodNotAllowed)
        {
            context.Response.Headers.Allow = HttpMethods.Post;
        }

        return Task.CompletedTask;
    }

    private async Task CallAsync(HttpContext context)
    {
        VimServerRequest? request = null;
        SimulatedCall? call = null;
        object? result = null;
        VimFaultException? fault = null;
        try
        {
            ReadOnlyMemory<byte> envelope = await RequestContent.ReadAsync(context.Request, options.MaxRequestBytes).ConfigureAwait(false);
            request = VimServerCodec.ReadRequest(envelope, context.Request.Headers["SOAPAction"], vCenter.Options.StrictReading);
            vCenter.StrictFailures.Admit(request);
            call = Call(context, request);
            result = await vCenter.Calls.InvokeAsync(call).ConfigureAwait(false);
        }
        catch (VimFaultException refused)
        {
            fault = refused;
        }
        catch (BadHttpRequestException unusable)
        {
            await Refuse(context, unusable.StatusCode).ConfigureAwait(false);
            return;
        }
        catch (VimTransportException busy) when (busy.Error == VimTransportError.ServerBusy)
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
            return;
        }
        catch (VimTransportException)
        {
            context.Abort(); // the simulator is gone
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }
#pragma warning disable CA1031 // What vCenter does about its own mistakes: the client learns of them, and the server goes on.
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            fault = SimulatedFault.Of(new SystemError { Reason = mistake.ToString() }, $"A general system error occurred: {mistake.Message}");
        }

        if (fault is null && vCenter.Options.StrictReading && call?.Reply is not { IsExecuted: false })
        {
            vCenter.StrictFailures.Add(VimServerCodec.FindMissing(request!.Request, result, request.ApiVersion));
        }

        if (call is not null)
        {
            SetCookie(context, call, succeeded: fault is null);
        }

        await _answers.AnswerAsync(context, call?.Reply, fault is null ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError, target => Write(target, request, result, fault)).ConfigureAwait(false);
    }

    private static void Write(IBufferWriter<byte> target, VimServerRequest? request, object? result, VimFaultException? fault)
    {
        if (fault is null)
        {
            VimServerCodec.WriteAnswer(target, request!.Request, result, request.ApiVersion);
        }
        else
        {
            VimServerCodec.WriteFault(target, fault, request?.ApiVersion ?? VimVersions.Oldest);
        }
    }

    private static SimulatedCall Call(HttpContext context, VimServerRequest request) => new()
    {
        Request = request.Request,
        ApiVersion = request.ApiVersion,
        Gone = context.RequestAborted,
        Connection = new ClientConnection
        {
            SessionKey = SessionCookie.Read(context.Request.Headers.Cookie),
            IpAddress = context.Connection.RemoteIpAddress?.ToString() ?? "",
            UserAgent = context.Request.Headers.UserAgent.ToString(),
        },
    };

    private static void SetCookie(HttpContext context, SimulatedCall call, bool succeeded)
    {
        bool isSecure = context.Request.IsHttps;
        if (call.Request is LogoutRequestType && succeeded)
        {
            context.Response.Headers.SetCookie = SessionCookie.Clear(isSecure);
        }
        else if (call.Connection.SessionKey is { } key && key != SessionCookie.Read(context.Request.Headers.Cookie))
        {
            context.Response.Headers.SetCookie = SessionCookie.Set(key, isSecure);
        }
    }
}
