#!/bin/sh
# Makes the stores of this folder anew, with the tools that users make theirs with. Needs openssl 3 and keytool (Java 17).
# The keys are of no use anywhere else. Password of each: changeit, of accents.p12: pässwörd.
set -eu
cd "$(dirname "$0")"
rm -f ./*.p12 ./*.jks ./*.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ca=../pem/ca.pem
cert=../pem/service.cert
key=../pem/service.key
pkcs12() { openssl pkcs12 -export "$@"; }

pkcs12 -inkey $key -in $cert -certfile $ca -passout pass:changeit -out openssl.p12
pkcs12 -legacy -inkey $key -in $cert -certfile $ca -passout pass:changeit -out legacy.p12
pkcs12 -inkey $key -in $cert -passout pass: -out no-password.p12
pkcs12 -inkey $key -in $cert -passout 'pass:pässwörd' -out accents.p12
pkcs12 -nokeys -in $ca -passout pass:changeit -out truststore-openssl.p12
keytool -importcert -noprompt -alias ca -file $ca -keystore truststore-keytool.p12 -storetype PKCS12 -storepass changeit
keytool -importcert -noprompt -alias ca -file $ca -keystore truststore.jks -storetype JKS -storepass changeit

# An RSA key whose certificate has one between it and the root, in a store that keytool made: root.pem is the root.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/root.key" -subj '/CN=carnet chain root' -days 36500 -out root.pem
openssl req -newkey rsa:2048 -nodes -keyout "$work/middle.key" -subj '/CN=carnet chain middle' -out "$work/middle.csr"
echo 'basicConstraints=critical,CA:TRUE' > "$work/ca.ext"
openssl x509 -req -in "$work/middle.csr" -CA root.pem -CAkey "$work/root.key" -CAcreateserial -CAserial "$work/serial" \
  -days 36500 -extfile "$work/ca.ext" -out "$work/middle.pem"
openssl req -newkey rsa:2048 -nodes -keyout "$work/leaf.key" -subj '/CN=chained student' -out "$work/leaf.csr"
openssl x509 -req -in "$work/leaf.csr" -CA "$work/middle.pem" -CAkey "$work/middle.key" -CAserial "$work/serial" \
  -days 36500 -out "$work/leaf.pem"
cat root.pem "$work/middle.pem" > "$work/issuers.pem"
pkcs12 -inkey "$work/leaf.key" -in "$work/leaf.pem" -certfile "$work/issuers.pem" -passout pass:changeit -out "$work/chain.p12"
keytool -importkeystore -srckeystore "$work/chain.p12" -srcstoretype PKCS12 -srcstorepass changeit \
  -destkeystore chain-keytool.p12 -deststoretype PKCS12 -deststorepass changeit
cp "$work/chain.p12" chain-openssl.p12

for alias in one two; do
  keytool -genkeypair -alias $alias -keyalg EC -dname CN=$alias -validity 36500 \
    -keystore two-keys.p12 -storetype PKCS12 -storepass changeit
done
chmod 644 ./*.p12
