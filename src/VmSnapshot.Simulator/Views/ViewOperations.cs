using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Views;

/// <summary>Container views and list views. They end with the session that made them.</summary>
internal sealed class ViewOperations
{
    private readonly VCenter _vCenter;
    private readonly PerSession<List<ManagedObjectView>> _views;

    private ViewOperations(VCenter vCenter)
    {
        _vCenter = vCenter;
        _views = new(static _ => [], views => views.ForEach(vCenter.World.Remove));
    }

    internal static void Register(VCenter vCenter)
    {
        var operations = new ViewOperations(vCenter);
        vCenter.Operations.On<CreateContainerViewRequestType>(operations.CreateContainerView);
        vCenter.Operations.On<CreateListViewRequestType>(operations.CreateListView);
        vCenter.Operations.On<ModifyListViewRequestType>(operations.ModifyListView);
        vCenter.Operations.On<DestroyViewRequestType>(operations.DestroyView);
        vCenter.Properties.Provide("ViewManager", "viewList", (call, _) => call.Session is { } session
            ? operations._views.Of(session).Select(view => view.Reference).ToList()
            : null);
    }

    private ManagedObjectReference CreateContainerView(SimulatedCall call, CreateContainerViewRequestType request)
    {
        ManagedEntity container = _vCenter.World.Require<ManagedEntity>(request.Container, "container");
        if (!ContainerChildren.IsContainer(container.Reference.Type))
        {
            throw SimulatedFault.InvalidArgument("container");
        }

        IReadOnlyList<string> types = request.Type ?? [];
        if (!types.All(type => VimManagedTypes.IsKindOf(type, "ManagedEntity")))
        {
            throw SimulatedFault.InvalidArgument("type");
        }

        return Add(call, new ContainerView(_vCenter.World, call.User, container, types, request.Recursive));
    }

    /// <summary>An object that isn't there is a fault here, and an item of the answer in ModifyListView (govmomi simulator, view_manager.go).</summary>
    private ManagedObjectReference CreateListView(SimulatedCall call, CreateListViewRequestType request)
    {
        var view = new ListView(_vCenter.World, call.User);
        return Put(call, view, request.Obj) is [var missing, ..]
            ? throw SimulatedFault.ManagedObjectNotFound(missing)
            : Add(call, view);
    }

    private List<ManagedObjectReference> ModifyListView(SimulatedCall call, ModifyListViewRequestType request)
    {
        var view = (ListView)_vCenter.World.Find(request.This)!;
        List<ManagedObjectReference> unresolved = Put(call, view, request.Add);
        foreach (ManagedObjectReference reference in request.Remove ?? [])
        {
            view.Objects.Remove(reference);
        }

        return unresolved;
    }

    private void DestroyView(SimulatedCall call, DestroyViewRequestType request)
    {
        var view = (ManagedObjectView)_vCenter.World.Find(request.This)!;
        _views.Of(call.User).Remove(view);
        _vCenter.World.Remove(view);
    }

    private ManagedObjectReference Add(SimulatedCall call, ManagedObjectView view)
    {
        _vCenter.World.Add(view);
        _views.Of(call.User).Add(view);
        return view.Reference;
    }

    private List<ManagedObjectReference> Put(SimulatedCall call, ListView view, IReadOnlyList<ManagedObjectReference>? references)
    {
        var unresolved = new List<ManagedObjectReference>();
        foreach (ManagedObjectReference reference in references ?? [])
        {
            if (PropertyReader.Find(call, _vCenter.World, reference) is null)
            {
                unresolved.Add(reference);
            }
            else
            {
                view.Objects.Add(reference);
            }
        }

        return unresolved;
    }
}
