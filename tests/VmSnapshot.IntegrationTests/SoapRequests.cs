using System.Diagnostics.Metrics;
using System.Globalization;

namespace VmSnapshot.IntegrationTests;

/// <summary>The SOAP requests that were sent to one server, in order, by the client's own meter.</summary>
public sealed class SoapRequests : IDisposable
{
    private readonly List<string> _methods = [];
    private readonly MeterListener _listener;

    public SoapRequests(Uri server)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "VmSnapshot.Vim25", Name: "vim25.client.request.duration" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var method = string.Empty;
            var port = 0;
            foreach (var (key, value) in tags)
            {
                method = key == "rpc.method" ? (string)value! : method;
                port = key == "server.port" ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : port;
            }

            // Other tests run at the same time, against servers of their own.
            if (port == server.Port)
            {
                lock (_methods)
                {
                    _methods.Add(method);
                }
            }
        });
        _listener.Start();
    }

    public IReadOnlyList<string> Methods
    {
        get
        {
            lock (_methods)
            {
                return [.. _methods];
            }
        }
    }

    public int Count(string method) => Methods.Count(m => m == method);

    public void Dispose() => _listener.Dispose();
}
