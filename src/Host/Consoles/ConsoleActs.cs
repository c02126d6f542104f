using System.Collections.Frozen;

namespace Carewright.Host.Consoles;

/// <summary>What the command line does by itself and puts on record through <see cref="IClinicConsole.RecordAsync"/>.</summary>
internal static class ConsoleActs
{
    /// <summary>A code system is to be loaded (ADR 0007).</summary>
    public const string TerminologyLoad = "terminology-load";

    /// <summary>A loaded code system is to be removed.</summary>
    public const string TerminologyRemove = "terminology-remove";

    /// <summary>A list of breached passwords is to be loaded.</summary>
    public const string PasswordsLoad = "passwords-load";

    /// <summary>A recovery kit was tried and opens the store.</summary>
    public const string RecoveryKitTried = "recovery-kit-tried";

    /// <summary>A rotation of keys has ended: the keys of before are destroyed.</summary>
    public const string KeyRotated = "key-rotated";

    /// <summary>A backup was restored to see that it can be.</summary>
    public const string BackupProof = "backup-proof";

    /// <summary>A backup failed, or could not be restored.</summary>
    public const string BackupFailed = "backup-failed";

    /// <summary>This store came out of a backup.</summary>
    public const string Restore = "restore";

    /// <summary>All of them.</summary>
    public static readonly FrozenSet<string> All = FrozenSet.Create(TerminologyLoad, TerminologyRemove, PasswordsLoad, RecoveryKitTried, KeyRotated, BackupProof, BackupFailed, Restore);
}
