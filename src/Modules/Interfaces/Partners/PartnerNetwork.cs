using System.Net;
using System.Net.Security;

namespace Carewright.Interfaces.Partners;

/// <summary>Where partners' ports are opened.</summary>
/// <param name="Address">Network address to listen on.</param>
/// <param name="Certificate">The server's certificate, looked up anew for each connection; null: this server has none, and no port with TLS can be opened.</param>
public sealed record PartnerNetwork(IPAddress Address, Func<SslStreamCertificateContext>? Certificate);
