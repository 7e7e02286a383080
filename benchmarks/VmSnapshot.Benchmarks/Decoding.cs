using System.Globalization;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Benchmarks;

/// <summary>
/// An answer with all VMs and their devices, from the received bytes to typed objects, beside bare passes over the same
/// bytes and govmomi's decoder.
/// </summary>
internal static class Decoding
{
    private static readonly MessageEncoder Encoder = new TextMessageEncodingBindingElement(MessageVersion.Soap11, Encoding.UTF8)
    {
        // Those of the SDK's binding, or more: nothing of this answer comes near them.
        ReaderQuotas = new XmlDictionaryReaderQuotas { MaxDepth = 512, MaxStringContentLength = 16 * 1024 * 1024, MaxArrayLength = 16 * 1024 * 1024, MaxBytesPerRead = 64 * 1024, MaxNameTableCharCount = 1024 * 1024 },
    }.CreateMessageEncoderFactory().Encoder;

    public static async Task RunAsync(Uri vCenter, int rounds)
    {
        var bytes = await CapturedAnswer.FetchAsync(vCenter);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes);
            var objects = Decode(bytes).Objects!;
            var devices = objects.SelectMany(vm => vm.PropSet!).Select(property => property.Val).OfType<IReadOnlyList<VirtualDevice>>().Sum(list => list.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{bytes.Length / 1e6:0.0} MB, {objects.Count} VMs with {devices} devices; {rounds} rounds in turns"));
            Console.WriteLine();
            using var govmomi = GovmomiPeer.Start("decode", file);
            Comparison.Print(await Comparison.RunAsync(
                rounds,
                perRound: 3,
                warmUp: 20,
                new Contestant("SDK, typed", count => Stopwatches.RepeatAsync(count, () => _ = Decode(bytes))),
                new Contestant("bare XmlReader pass", count => Stopwatches.RepeatAsync(count, () => Pass(bytes))),
                new Contestant("bare XmlDictionaryReader pass", count => Stopwatches.RepeatAsync(count, () => DictionaryPass(bytes))),
                new Contestant("govmomi, typed", govmomi.RepeatAsync)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static RetrieveResult Decode(byte[] bytes)
    {
        using var message = Encoder.ReadMessage(new ArraySegment<byte>(bytes), LeavesBuffers.Instance, "text/xml; charset=utf-8");
        return AnswerReader.Read(message, "RetrievePropertiesEx", static reader => reader.Object<RetrieveResult>("RetrieveResult"))[0];
    }

    private static void Pass(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes));
        while (reader.Read())
        {
        }
    }

    private static void DictionaryPass(byte[] bytes)
    {
        using var reader = XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max);
        while (reader.Read())
        {
        }
    }

    /// <summary>The bytes are read again and again: no message may give their buffer to another.</summary>
    private sealed class LeavesBuffers : BufferManager
    {
        public static LeavesBuffers Instance { get; } = new();

        public override byte[] TakeBuffer(int bufferSize) => new byte[bufferSize];

        public override void ReturnBuffer(byte[] buffer)
        {
        }

        public override void Clear()
        {
        }
    }
}
