using System.Buffers;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator;

/// <summary>
/// A connection to the simulator from within its process. Objects are copied on the way, or in strict mode written and
/// read as they would be on a wire.
/// </summary>
internal sealed class InProcessTransport(VCenter vCenter) : IVimTransport
{
    private readonly ClientConnection _connection = new();

    public Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
        // Run to its end even when the client goes away, as a server does.
        => ExchangeAsync(request, apiVersion, cancellationToken).WaitAsync(cancellationToken);

    public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => Task.FromResult(ServedVersions.All);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<object?> ExchangeAsync(VimRequestType request, string apiVersion, CancellationToken gone)
    {
        bool isStrict = vCenter.Options.StrictReading;
        var call = new SimulatedCall
        {
            Request = isStrict ? Crossed(request, apiVersion) : (VimRequestType)request.Copy(),
            Connection = _connection,
            ApiVersion = apiVersion,
            Gone = gone,
        };
        object? result = null;
        VimFaultException? fault = null;
        try
        {
            result = await vCenter.Calls.InvokeAsync(call).ConfigureAwait(false);
        }
        catch (VimFaultException refused)
        {
            fault = refused;
        }

        if (call.Reply is { } reply)
        {
            await InProcessReply.ApplyAsync(reply, request, () => Written(request, result, fault, apiVersion), vCenter.World, gone).ConfigureAwait(false);
        }

        if (isStrict)
        {
            if (fault is null)
            {
                vCenter.StrictFailures.Add(VimServerCodec.FindMissing(request, result, apiVersion));
            }

            return VimServerCodec.ReadAnswer(request, Written(request, result, fault, apiVersion));
        }

        return fault is null ? VimValues.Copy(result) : throw Copied(fault);
    }

    private VimRequestType Crossed(VimRequestType request, string apiVersion)
    {
        VimServerRequest read = VimServerCodec.ReadRequest(VimServerCodec.WriteRequest(request, apiVersion), "urn:vim25/" + apiVersion, strict: true);
        vCenter.StrictFailures.Admit(read);
        return read.Request;
    }

    private static ReadOnlyMemory<byte> Written(VimRequestType request, object? result, VimFaultException? fault, string apiVersion)
    {
        var target = new ArrayBufferWriter<byte>();
        if (fault is null)
        {
            VimServerCodec.WriteAnswer(target, request, result, apiVersion);
        }
        else
        {
            VimServerCodec.WriteFault(target, fault, apiVersion);
        }

        return target.WrittenMemory;
    }

    private static VimFaultException Copied(VimFaultException fault) => new(fault.FaultName, fault.Message, (MethodFault?)fault.Fault?.Copy());
}
