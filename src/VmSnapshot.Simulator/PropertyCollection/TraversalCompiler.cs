using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// Puts the selections of a filter together. A name is known in the whole filter specification, wherever it was given
/// (vSphere Web Services API reference, SelectionSpec).
/// </summary>
internal sealed class TraversalCompiler
{
    private const int MaxDepth = 100;

    private readonly Dictionary<string, TraversalStep> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<TraversalSpec, TraversalStep> _steps = new(ReferenceEqualityComparer.Instance);

    private TraversalCompiler()
    {
    }

    /// <exception cref="VimFaultException">InvalidArgument or InvalidType.</exception>
    internal static IReadOnlyList<StartingObject> Compile(IReadOnlyList<ObjectSpec> objects)
    {
        var compiler = new TraversalCompiler();
        foreach (ObjectSpec spec in objects)
        {
            compiler.Declare(spec.SelectSet, 0);
        }

        foreach ((TraversalSpec spec, TraversalStep step) in compiler._steps)
        {
            step.Next = compiler.Link(spec.SelectSet);
        }

        return [.. objects.Select(spec => new StartingObject(
            spec.Obj ?? throw SimulatedFault.InvalidArgument("objectSet.obj"), spec.Skip ?? false, compiler.Link(spec.SelectSet)))];
    }

    private void Declare(IReadOnlyList<SelectionSpec>? selections, int depth)
    {
        if (depth > MaxDepth)
        {
            throw SimulatedFault.InvalidArgument("selectSet");
        }

        foreach (TraversalSpec spec in (selections ?? []).OfType<TraversalSpec>())
        {
            TraversalStep step = Check(spec);
            _steps.TryAdd(spec, step);
            if (!string.IsNullOrEmpty(spec.Name))
            {
                _named.TryAdd(spec.Name, step);
            }

            Declare(spec.SelectSet, depth + 1);
        }
    }

    private static TraversalStep Check(TraversalSpec spec)
    {
        if (!FilterPlan.IsKnownType(spec.Type))
        {
            throw SimulatedFault.InvalidType(spec.Type);
        }

        PropertyPath path = PropertyPath.Parse(spec.Path ?? "") ?? throw SimulatedFault.InvalidArgument("path");
        return PropertyDeclaration.Find(spec.Type!, path) is null
            ? throw SimulatedFault.InvalidArgument("path")
            : new TraversalStep { Type = spec.Type!, Path = path, Skip = spec.Skip ?? false };
    }

    private List<TraversalStep> Link(IReadOnlyList<SelectionSpec>? selections)
    {
        var steps = new List<TraversalStep>(selections?.Count ?? 0);
        foreach (SelectionSpec selection in selections ?? [])
        {
            TraversalStep? step = selection is TraversalSpec spec ? _steps[spec] : _named.GetValueOrDefault(selection.Name ?? "");
            steps.Add(step ?? throw SimulatedFault.InvalidArgument("selectSet.name"));
        }

        return steps;
    }
}
