using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace VmSnapshot.Cli.Output;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(VmListDocument))]
[JsonSerializable(typeof(VmDocument))]
[JsonSerializable(typeof(SnapshotListDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(VmCreateDocument))]
[JsonSerializable(typeof(OperationListDocument))]
[JsonSerializable(typeof(OperationDocument))]
[JsonSerializable(typeof(DryRunDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(DemoDocument))]
[JsonSerializable(typeof(SimulatorDocument))]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Names as they are: the output is a document of its own, not part of a web page.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
