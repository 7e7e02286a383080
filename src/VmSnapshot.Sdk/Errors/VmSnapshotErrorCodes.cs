namespace VmSnapshot.Sdk;

/// <summary>The stable words in <see cref="VmSnapshotException.Code"/>.</summary>
public static class VmSnapshotErrorCodes
{
    /// <summary>Settings or arguments that can't be used.</summary>
    public const string InvalidArguments = "invalidArguments";

    /// <summary>A request that breaks the rules: <see cref="VmSnapshotValidationException"/> lists all findings.</summary>
    public const string ValidationFailed = "validationFailed";

    /// <summary>A name that fits several objects: <see cref="VmSnapshotAmbiguousNameException"/> lists them.</summary>
    public const string AmbiguousName = "ambiguousName";

    /// <summary>No such VM.</summary>
    public const string VmNotFound = "vmNotFound";

    /// <summary>The VM is there, but its configuration can't be read now: it is being made, or its storage or host is away.</summary>
    public const string VmUnreadable = "vmUnreadable";

    /// <summary>No such snapshot.</summary>
    public const string SnapshotNotFound = "snapshotNotFound";

    /// <summary>A snapshot whose template is gone from vCenter.</summary>
    public const string TemplateNotFound = "templateNotFound";

    /// <summary>No such operation.</summary>
    public const string OperationNotFound = "operationNotFound";

    /// <summary>No such network.</summary>
    public const string NetworkNotFound = "networkNotFound";

    /// <summary>No such datastore.</summary>
    public const string DatastoreNotFound = "datastoreNotFound";

    /// <summary>No such resource pool.</summary>
    public const string ResourcePoolNotFound = "resourcePoolNotFound";

    /// <summary>No such VM folder.</summary>
    public const string FolderNotFound = "folderNotFound";

    /// <summary>The name is taken.</summary>
    public const string NameConflict = "nameConflict";

    /// <summary>The record was changed by somebody else, or is in a state that doesn't allow this.</summary>
    public const string Conflict = "conflict";

    /// <summary>A client token that was given before, with another request.</summary>
    public const string TokenMismatch = "tokenMismatch";

    /// <summary>Somebody else has taken the operation over; it goes on there.</summary>
    public const string LeaseLost = "leaseLost";

    /// <summary>The snapshot is protected from deletion.</summary>
    public const string Protected = "protected";

    /// <summary>The snapshot is obsolete: no new VMs are made from it.</summary>
    public const string Obsolete = "obsolete";

    /// <summary>vCenter refused the login, or the session ended.</summary>
    public const string LoginRefused = "loginRefused";

    /// <summary>The server's certificate is not trusted, not for this host, expired, or not the pinned one.</summary>
    public const string CertificateRejected = "certificateRejected";

    /// <summary>vCenter could not be reached, or did not answer as one.</summary>
    public const string VCenterUnreachable = "vCenterUnreachable";

    /// <summary>The operation works on another vCenter than the one that this process is connected to; it goes on there.</summary>
    public const string OtherVCenter = "otherVCenter";

    /// <summary>vCenter answered with a fault: <see cref="VmSnapshotException.Fault"/> says which.</summary>
    public const string VCenterFault = "vCenterFault";

    /// <summary>The account lacks a privilege.</summary>
    public const string PrivilegeMissing = "privilegeMissing";

    /// <summary>A vCenter task didn't end within <see cref="VmSnapshotOptions.TaskTimeout"/>.</summary>
    public const string TaskTimedOut = "taskTimedOut";

    /// <summary>A secret reference that can't be resolved.</summary>
    public const string SecretUnavailable = "secretUnavailable";

    /// <summary>The snapshot database can't be opened, read or written.</summary>
    public const string StoreUnusable = "storeUnusable";

    /// <summary>Some VMs of a batch could not be made: <see cref="VmBatchFailedException"/> has the outcome of each.</summary>
    public const string BatchIncomplete = "batchIncomplete";

    /// <summary>The operation was cancelled.</summary>
    public const string Cancelled = "cancelled";
}
