using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Carewright.Storage.Sealing;

namespace Carewright.Host.Keys;

/// <summary>
/// Wraps the tenant key by a key of the AWS Key Management Service, which never leaves it. Credentials, region and endpoint come from where the AWS SDK looks for them. The encryption context names the purpose, so that the
/// same key's other ciphertexts do not pass for a tenant key.
/// </summary>
/// <param name="keyId">Id, ARN or alias of a symmetric key.</param>
internal sealed class AwsKmsKeyProvider(string keyId) : ITenantKeyProvider
{
    private static readonly Dictionary<string, string> s_context = new() { ["carewright"] = "tenant-key" };

    public string Name => "aws-kms";

    public async ValueTask<WrappedTenantKey> WrapAsync(ReadOnlyMemory<byte> tenantKey, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(kms => kms.EncryptAsync(new EncryptRequest { KeyId = keyId, Plaintext = new MemoryStream(tenantKey.ToArray()), EncryptionContext = s_context }, cancellationToken)).ConfigureAwait(false);
        return new WrappedTenantKey(Name, Encoding.UTF8.GetBytes(keyId), answer.CiphertextBlob.ToArray());
    }

    public async ValueTask<byte[]> UnwrapAsync(WrappedTenantKey wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.Provider != Name)
            throw new WrongKeyException($"This store's key is held by '{wrapped.Provider}', not by AWS KMS.");
        var request = new DecryptRequest { KeyId = Encoding.UTF8.GetString(wrapped.Parameters), CiphertextBlob = new MemoryStream(wrapped.Sealed), EncryptionContext = s_context };
        return (await AskAsync(kms => kms.DecryptAsync(request, cancellationToken)).ConfigureAwait(false)).Plaintext.ToArray();
    }

    private static async Task<T> AskAsync<T>(Func<AmazonKeyManagementServiceClient, Task<T>> ask)
    {
        try
        {
            using var kms = new AmazonKeyManagementServiceClient();
            return await ask(kms).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            throw new WrongKeyException($"AWS KMS did not give the store's key: {refused.Message}");
        }
    }
}
