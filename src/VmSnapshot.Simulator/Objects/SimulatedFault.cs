using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>The faults that the simulator answers with, and tasks end with.</summary>
internal static class SimulatedFault
{
    /// <summary>An exception for any fault; its message is what vCenter's localised text would be.</summary>
    internal static VimFaultException Of(MethodFault fault, string message) => new(fault.WireTypeName, message, fault);

    internal static VimFaultException ManagedObjectNotFound(ManagedObjectReference reference)
        => Of(new ManagedObjectNotFound { Obj = reference }, $"The object '{reference}' has already been deleted or has not been completely created");

    internal static VimFaultException InvalidArgument(string? property)
        => Of(new InvalidArgument { InvalidProperty = property }, $"A specified parameter was not correct: {property}");

    internal static VimFaultException InvalidProperty(string? path)
        => Of(new InvalidProperty { Name = path }, $"The property '{path}' is not there.");

    internal static VimFaultException InvalidType(string? type)
        => Of(new InvalidType { Argument = type }, $"There is no type '{type}'.");

    internal static VimFaultException InvalidCollectorVersion()
        => Of(new InvalidCollectorVersion(), "The version is not, or no longer, one that updates can begin after.");

    internal static VimFaultException InvalidRequest(string message) => Of(new InvalidRequest(), message);

    internal static VimFaultException NotAuthenticated(ManagedObjectReference reference, string? privilege)
        => Of(new NotAuthenticated { Object = reference, PrivilegeId = privilege }, "The session is not authenticated.");

    internal static VimFaultException NoPermission(ManagedObjectReference reference, string privilege)
        => Of(
            new NoPermission
            {
                Object = reference,
                PrivilegeId = privilege,
                MissingPrivileges = [new NoPermissionEntityPrivileges { Entity = reference, PrivilegeIds = [privilege] }],
            },
            "Permission to perform this operation was denied.");

    internal static VimFaultException InvalidLogin() => Of(new InvalidLogin(), "Cannot complete login due to an incorrect user name or password.");

    internal static VimFaultException InvalidLocale() => Of(new InvalidLocale(), "The server doesn't know the locale.");

    internal static VimFaultException NotFound(string message) => Of(new NotFound(), message);

    internal static VimFaultException AlreadyExists(string name) => Of(new AlreadyExists { Name = name }, $"The specified key, name, or identifier '{name}' already exists.");

    internal static VimFaultException NotSupported(string message) => Of(new NotSupported(), message);

    internal static VimFaultException MethodNotFound(ManagedObjectReference receiver, string method)
        => Of(new MethodNotFound { Receiver = receiver, Method = method }, $"The method '{method}' is not found on '{receiver.Type}'.");

    internal static VimFaultException DuplicateName(string name, ManagedObjectReference existing)
        => Of(new DuplicateName { Name = name, Object = existing }, $"The name '{name}' already exists.");

    internal static VimFaultException InvalidName(string name, ManagedObjectReference? entity)
        => Of(new InvalidName { Name = name, Entity = entity }, $"The name '{name}' is invalid.");

    internal static VimFaultException InvalidPowerState(VirtualMachinePowerState existing, VirtualMachinePowerState? requested)
        => Of(new InvalidPowerState { ExistingState = existing, RequestedState = requested }, $"The attempted operation cannot be performed in the current state ({existing}).");

    internal static VimFaultException NoDiskSpace(string datastore, string file)
        => Of(new NoDiskSpace { Datastore = datastore, File = file }, $"Insufficient disk space on datastore '{datastore}'.");

    internal static VimFaultException TaskInProgress(ManagedObjectReference task)
        => Of(new TaskInProgress { Task = task }, "The operation is not allowed while another task is in progress.");

    internal static VimFaultException InvalidState(string message) => Of(new InvalidState(), message);

    internal static VimFaultException InvalidHostState(HostSystem host)
        => Of(new InvalidHostState { Host = host.Reference }, $"The operation is not allowed in the current state of the host '{host.Name}'.");

    internal static VimFaultException HostNotConnected(HostSystem host)
        => Of(new HostNotConnected(), $"Unable to communicate with the remote host '{host.Name}', since it is disconnected.");

    internal static VimFaultException InvalidDatastore(Datastore datastore)
        => Of(new InvalidDatastore { Datastore = datastore.Reference, Name = datastore.Name }, $"Datastore '{datastore.Name}' is not accessible from the host.");

    internal static VimFaultException InaccessibleDatastore(Datastore datastore)
        => Of(new InaccessibleDatastore { Datastore = datastore.Reference, Name = datastore.Name }, $"Datastore '{datastore.Name}' is inaccessible.");

    internal static VimFaultException DatacenterMismatch(ManagedEntity entity, Datacenter expected)
        => Of(
            new DatacenterMismatch
            {
                InvalidArgument = [new DatacenterMismatchArgument { Entity = entity.Reference, InputDatacenter = entity.Datacenter?.Reference }],
                ExpectedDatacenter = expected.Reference,
            },
            $"'{entity.Name}' is not in the datacenter '{expected.Name}'.");

    internal static VimFaultException InvalidFolder(ManagedEntity target)
        => Of(new InvalidFolder { Target = target.Reference }, $"The destination folder '{target.Name}' is inside of what is to be moved.");

    internal static VimFaultException StorageDrsCannotMoveTemplate(string name)
        => Of(new StorageDrsCannotMoveTemplate(), $"Storage DRS cannot move '{name}' since it is a template.");

    internal static VimFaultException InsufficientResources(string message) => Of(new InsufficientResourcesFault(), message);

    internal static VimFaultException RequestCanceled() => Of(new RequestCanceled(), "The task was canceled by a user.");

    internal static VimFaultException ConcurrentAccess() => Of(new ConcurrentAccess(), "The object or item referred to has been changed meanwhile.");

    internal static VimFaultException InvalidDatastorePath(string path)
        => Of(new InvalidDatastorePath { DatastorePath = path }, $"Invalid datastore path '{path}'.");

    internal static VimFaultException FileNotFound(string path) => Of(new FileNotFound { File = path }, $"File {path} was not found");

    internal static VimFaultException FileAlreadyExists(string path)
        => Of(new FileAlreadyExists { File = path }, $"Cannot complete the operation because the file or folder {path} already exists");

    internal static VimFaultException FileLocked(string path) => Of(new FileLocked { File = path }, $"Unable to access file {path} since it is locked");
}
