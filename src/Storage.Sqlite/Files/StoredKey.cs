using System.Text;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>The form in which <c>record.db</c> keeps the wrapped tenant key: lengths of name and parameters (a byte each), name, parameters, sealed key.</summary>
internal static class StoredKey
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "key";

    /// <summary>Name of the setting that holds the same key as the recovery kit opens it.</summary>
    public const string RecoverySetting = "key-recovery";

    public static byte[] Write(WrappedTenantKey wrapped)
    {
        var provider = Encoding.UTF8.GetBytes(wrapped.Provider);
        return [checked((byte)provider.Length), checked((byte)wrapped.Parameters.Length), .. provider, .. wrapped.Parameters, .. wrapped.Sealed];
    }

    public static WrappedTenantKey Read(byte[] bytes)
    {
        var (provider, parameters) = (bytes[0], bytes[1]);
        return new WrappedTenantKey(Encoding.UTF8.GetString(bytes, 2, provider), bytes[(2 + provider)..(2 + provider + parameters)], bytes[(2 + provider + parameters)..]);
    }
}
