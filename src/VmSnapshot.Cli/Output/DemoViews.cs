using Spectre.Console.Rendering;
using VmSnapshot.Cli.Options;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Output;

/// <summary>The demo's document: what each step produced, then what is there.</summary>
internal sealed record DemoDocument
{
    public required string VCenter { get; init; }

    public required IReadOnlyList<DemoStep> Steps { get; init; }

    public required IReadOnlyList<SnapshotDocument> Catalog { get; init; }

    public required VmDocument Vm { get; init; }

    /// <summary>Whether snapshot and VM were destroyed again at the end.</summary>
    public bool Removed { get; init; }
}

/// <summary>One step with its result.</summary>
internal sealed record DemoStep
{
    public string Step { get; init; } = string.Empty;

    public double Seconds { get; init; }

    public VmInfoDocument? VmInfo { get; init; }

    public TemplateDocument? Template { get; init; }

    public SnapshotDocument? Snapshot { get; init; }

    public PlanDocument? Plan { get; init; }

    public CreatedVmItem? Vm { get; init; }
}

/// <summary>Step 1's result.</summary>
internal sealed record VmInfoDocument(
    string OperationId, string Name, string Kind, string Consistency, string TemplateName, string Folder, string ResourcePool, string? Datastore, VmDocument Source);

/// <summary>What the demo shows of the steps' results.</summary>
internal static class DemoViews
{
    public static VmInfoDocument ToDocument(this VmInfo info) => new(
        info.OperationId, info.Request.Name, Words.Of(info.Request.Kind), Words.Of(info.Request.Consistency), info.TemplateName,
        info.Folder.Path, info.ResourcePool.Path, info.Datastore?.Path, info.Machine.ToDocument());

    public static IRenderable VmInfo(VmInfoDocument info) => new Spectre.Console.Rows(
        Shape.Fields(
            ("snapshot", info.Name),
            ("kind", $"{info.Kind}, {info.Consistency}"),
            ("template", info.TemplateName),
            ("folder", info.Folder),
            ("resource pool", info.ResourcePool),
            ("datastore", info.Datastore ?? "the source's"),
            ("operation", info.OperationId)),
        Shape.Heading("source VM"),
        Shape.Indented(VmViews.Show(info.Source)));

    public static IRenderable Vm(CreatedVmItem vm) => Shape.Fields(
        ("name", vm.Name),
        ("path", vm.Path),
        ("moRef", vm.MoRef),
        ("instance UUID", vm.InstanceUuid),
        ("phase", vm.Phase));
}
