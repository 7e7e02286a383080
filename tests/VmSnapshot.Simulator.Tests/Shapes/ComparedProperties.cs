using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>Every property that was recorded, asked of every object of its type in a simulator.</summary>
public sealed class ComparedProperties : IAsyncLifetime
{
    private readonly Dictionary<string, HashSet<ShapeDifference>> _differences = new(StringComparer.Ordinal);

    internal IEnumerable<ShapeDifference> All => _differences.Values.SelectMany(found => found).Distinct();

    internal IEnumerable<ShapeDifference> Of(string type) => _differences[type];

    public async ValueTask InitializeAsync()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();
        await lab.Client.CreateContainerViewAsync(lab.Content.ViewManager!, lab.Content.RootFolder!, ["Datacenter"], recursive: true, ShapeLab.Cancelled);
        await lab.CloneAsync(() => { });
        Dictionary<string, List<ManagedObjectReference>> objects = lab.ObjectsByType();
        foreach (IGrouping<string, string> properties in RecordedShapes.All.Properties.GroupBy(property => property.Type, property => property.Path))
        {
            HashSet<ShapeDifference> differences = _differences[properties.Key] = [];
            foreach (string path in properties)
            {
                differences.UnionWith(await CompareAsync(lab, properties.Key, path, objects[properties.Key]));
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IEnumerable<ShapeDifference>> CompareAsync(ShapeLab lab, string type, string path, List<ManagedObjectReference> objects)
    {
        RetrieveResult? result = await lab.Client.RetrievePropertiesExAsync(lab.Collector, [ShapeLab.Spec(type, [path], objects)], new RetrieveOptions(), ShapeLab.Cancelled);
        IReadOnlyCollection<ShapeDifference> differences = ShapeComparison.Of(lab.Latest, RecordedShapes.All);
        bool isSet = RecordedShapes.MayBeUnset(RecordedShapes.All.Property(type, path)) || result!.Objects!.All(known => known.PropSet is [_]);
        return isSet ? differences : differences.Append(new ShapeDifference($"{type}.{path}", ExpectedDepartures.Unset));
    }
}
