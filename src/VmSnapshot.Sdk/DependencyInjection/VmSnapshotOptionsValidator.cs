using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk;

internal sealed class VmSnapshotOptionsValidator : IValidateOptions<VmSnapshotOptions>
{
    public ValidateOptionsResult Validate(string? name, VmSnapshotOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Check(string.IsNullOrWhiteSpace(options.Tenant), nameof(options.Tenant), "must not be empty");
        Check(options.MaxParallelVms < 1, nameof(options.MaxParallelVms), "must be at least 1");
        Check(options.TaskTimeout <= TimeSpan.Zero, nameof(options.TaskTimeout), "must be longer than zero");
        Check(options.TaskPollingInterval <= TimeSpan.Zero, nameof(options.TaskPollingInterval), "must be longer than zero");
        Check(options.TaskReadRetries < 0, nameof(options.TaskReadRetries), "must not be negative");
        return result.Build();

        void Check(bool isWrong, string property, string rule)
        {
            if (isWrong)
            {
                result.AddError($"{nameof(VmSnapshotOptions)}.{property} {rule}.", property);
            }
        }
    }
}
